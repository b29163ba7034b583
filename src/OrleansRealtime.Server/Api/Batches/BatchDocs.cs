using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Batches;

/// <summary>The words and examples of the OpenAPI document for many mutations in one call. A test sends every example.</summary>
internal static class BatchDocs
{
    public static readonly ApiDoc Batch = new("batch", "Makes up to 500 mutations, each with a result of its own")
    {
        Description = "Not atomic. Operations on one entity run in their order. With an Idempotency-Key operation i has key#i. "
            + "An importer says quiet, actor, createdAt and updatedAt, for which its key needs the scope import.",
        Body = new(typeof(BatchRequest), """
            {"operations":[
              {"op":"put","type":"workitem","id":"1","fields":{"title":"One"},"ifNoneMatch":"*"},
              {"op":"patch","type":"workitem","id":"1","fields":{"title":"Two"}},
              {"op":"delete","type":"workitem","id":"2","ifMatch":"*"}]}
            """),
        Answer = typeof(BatchBody),
        Errors = [ProblemCodes.TooManyOperations],
    };

    /// <summary>The same at an address that is also a relative URI, which <c>entities:batch</c> is not: it begins as one with a scheme.</summary>
    public static readonly ApiDoc BatchByPath = Batch with { Id = "batchByPath" };
}
