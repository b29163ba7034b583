using System.Globalization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>What several calls take.</summary>
internal static class CommonParameters
{
    public static readonly ApiParameter[] Paging =
    [
        Cursor("after", "Reads on from here, oldest first."),
        Cursor("before", "Reads back from here, newest first (the usual)."),
        Limit(PageLimit.OfItems),
    ];

    public static ApiParameter Limit(PageLimit limit) => new("limit", string.Create(CultureInfo.InvariantCulture, $"1 to {limit.Most:N0}; {limit.Usual} unless given."))
    {
        Number = (1, limit.Most),
        Usual = limit.Usual,
    };

    private static ApiParameter Cursor(string name, string description) => new(name, description) { Number = (0, Position.MaxVersion) };
}
