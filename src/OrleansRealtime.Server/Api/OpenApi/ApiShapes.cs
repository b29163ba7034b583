using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.WebUtilities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>Tells the framework which types a call takes and answers, so that it names their schemas. Metadata of the endpoint would do more
/// than tell: routing would turn content types away before anybody is asked who may come in.</summary>
internal sealed class ApiShapes : IApiDescriptionProvider
{
    private static readonly ProblemCode[] EveryCall =
        [ProblemCodes.Unauthenticated, ProblemCodes.WorkspaceDenied, ProblemCodes.Overloaded, ProblemCodes.Unavailable];

    /// <summary>Behind the framework's own, which lists the endpoints.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var call in context.Results)
        {
            var metadata = call.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<ApiDoc>().LastOrDefault() is not { } doc) continue;
            if (doc.Body is { } body) AddBody(call, body);
            call.SupportedResponseTypes.Clear();
            foreach (var status in new[] { doc.Status, doc.OtherStatus ?? doc.Status }.Distinct())
                call.SupportedResponseTypes.Add(Answer(status, doc));
            var common = metadata.OfType<CallRule>().Any() ? EveryCall : [];
            foreach (var errors in doc.Errors.Concat(common).Distinct().GroupBy(error => error.Status).OrderBy(errors => errors.Key))
                call.SupportedResponseTypes.Add(Refusal(errors.Key, errors));
        }
    }

    private static void AddBody(ApiDescription call, ApiBody body)
    {
        call.ParameterDescriptions.Add(new()
        {
            Name = "body",
            Source = BindingSource.Body,
            Type = body.Schema,
            IsRequired = true,
            ParameterDescriptor = new ParameterDescriptor { Name = "body", ParameterType = body.Schema },
        });
        foreach (var type in body.OtherContentTypes.Append("application/json"))
            call.SupportedRequestFormats.Add(new() { MediaType = type });
    }

    private static ApiResponseType Answer(int status, ApiDoc doc) => new()
    {
        StatusCode = status,
        Type = doc.Answer ?? typeof(void),
        Description = ReasonPhrases.GetReasonPhrase(status),
        ApiResponseFormats = doc.Answer is null ? [] : [new() { MediaType = doc.AnswerType }],
    };

    private static ApiResponseType Refusal(int status, IEnumerable<ProblemCode> errors) => new()
    {
        StatusCode = status,
        Type = typeof(Problem),
        Description = string.Join(", ", errors.Select(error => error.Code)),
        ApiResponseFormats = [new() { MediaType = Problem.ContentType }],
    };
}
