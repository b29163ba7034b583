namespace OrleansRealtime.Server;

/// <summary>What the address of a request to the hub says.</summary>
internal static class HubAddress
{
    private const string TokenParameter = "id";

    /// <summary>The token of the connection that a request is about; <c>null</c> = it names none. As SignalR reads it, which passes over values that are
    /// empty.</summary>
    public static string? ConnectionOf(HttpContext? http) => http?.Request.Query[TokenParameter].ToString() is { Length: > 0 } token ? token : null;
}
