using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Inbox;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>The words of the OpenAPI document for those who look after users and entities.</summary>
internal static class AdminDocs
{
    public static readonly ApiDoc GetUser = new("getAdminUser", "Reads a user's badge, preferences and presence, and which tokens are refused")
    {
        Description = "For keys with the scope admin, as everything below admin.",
        Answer = typeof(AdminUserBody),
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc GetInbox = new("getAdminInbox", "Reads a user's inbox")
    {
        Answer = typeof(InboxPageBody),
        Parameters = InboxDocs.Parameters,
        Errors = [ProblemCodes.BadUser, ProblemCodes.BadQuery, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc GetHistory = new("getAdminNotifications", "Reads what came for a user, what was decided of each, and where each is now")
    {
        Description = "Of the last 30 days, the newest first.",
        Answer = typeof(HistoryBody),
        Parameters =
        [
            new("kind", "Only those of this kind."),
            new("from", "Not those that came before this time (RFC 3339).") { IsTime = true },
            new("to", "Only those that came before this time (RFC 3339).") { IsTime = true },
            new("before", "The next of another page: goes on behind it."),
            CommonParameters.Limit(PageLimit.OfItems),
        ],
        Errors = [ProblemCodes.BadUser, ProblemCodes.BadQuery, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc TakeBack = new("takeBackAdminNotification", "Takes a notification that came out of a user's inbox and badge")
    {
        Description = "Of a group, only the one. Taken back once, nothing more happens.",
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.NotFound, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied, ProblemCodes.OutcomeUnknown],
    };

    public static readonly ApiDoc GetConnections = new("getAdminConnections", "Reads a user's open hub connections in every process, and what they watch")
    {
        Description = "A process that did not answer within 1.5 s is named with answered false.",
        Answer = typeof(ConnectionsBody),
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc GetProcesses = new("getAdminProcesses", "Reads how many connections and watches each process has")
    {
        Description = "As each last said, a few seconds ago, of all workspaces together.",
        Answer = typeof(ProcessesBody),
        Errors = [ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc ExportUser = new("exportAdminUserData", "Reads all that is kept of a user")
    {
        Description = "Lines of JSON (application/x-ndjson), each a UserDataLine; the last one has the kind end and the counts, and without it the export is not whole.",
        Answer = typeof(UserDataLine),
        AnswerType = UserDataExport.ContentType,
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };

    public static readonly ApiDoc EraseUser = new("eraseAdminUserData", "Erases all that is kept of a user, and ends the user's connections")
    {
        Description = "May be repeated: a repeat goes on where an earlier one ended.",
        Answer = typeof(ErasedBody),
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied, ProblemCodes.OutcomeUnknown],
    };

    public static readonly ApiDoc GetEntity = new("getAdminEntity", "Reads an entity's state, last changes, viewers, and what it owes its followers")
    {
        Answer = typeof(AdminEntityBody),
        Errors = [ProblemCodes.BadKey, ProblemCodes.NotFound, ProblemCodes.KeyRequired, ProblemCodes.ScopeDenied],
    };
}
