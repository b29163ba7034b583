namespace OrleansRealtime.Server.Api.Requests;

/// <summary>How much a page may have.</summary>
/// <param name="Most">The least is 1.</param>
/// <param name="Usual">What a caller gets who says nothing.</param>
internal sealed record PageLimit(int Most, int Usual)
{
    /// <summary>Of items, comments and notifications.</summary>
    public static readonly PageLimit OfItems = new(100, 50);
}
