namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>What several calls take.</summary>
internal static class CommonParameters
{
    public static readonly ApiParameter[] Paging =
    [
        new("after", "Reads on from here, oldest first.", Integer: true),
        new("before", "Reads back from here, newest first (the usual).", Integer: true),
        new("limit", "1 to 100; 50 unless given.", Integer: true),
    ];
}
