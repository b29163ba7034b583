using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Notifications;

/// <summary>The words and examples of the OpenAPI document for notifications that servers send. A test sends every example.</summary>
internal static class NotificationsDocs
{
    public static readonly ApiDoc Notify = new("notify", "Tells users something")
    {
        Description = "Answered when it is durable. The same key notifies nobody twice in a workspace, for 30 days.",
        Body = new(typeof(NotificationRequest), """
            {"to":["ana","bo"],"kind":"reminder","title":"The report is due","body":"Tomorrow at noon.","link":"/items/1",
             "data":{"days":1},"entity":{"type":"workitem","id":"1"},"key":"due-1"}
            """),
        Answer = typeof(NotifiedBody),
        Status = StatusCodes.Status202Accepted,
        Errors = [ProblemCodes.KeyRequired, ProblemCodes.TooManyNames, ProblemCodes.TooManyRecipients],
    };
}
