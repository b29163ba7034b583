namespace OrleansRealtime.Client.Entities;

/// <summary>What became of one operation of a batch.</summary>
/// <param name="Status">As the call alone would have been answered.</param>
/// <param name="Position">Where the entity is behind it; or is now, where a condition failed.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>, of an operation that failed. After <c>outcome_unknown</c> and <c>unavailable</c> the whole
/// batch may be repeated under the key that it had; whether later operations on the same entity may come before then, the caller knows.</param>
/// <param name="Title">A sentence for people.</param>
/// <param name="Field">The member that is wrong, where one is.</param>
/// <param name="Replayed">An earlier try had done it.</param>
public sealed record BatchResult(
    int Status,
    string? Type = null,
    string? Id = null,
    Position? Position = null,
    string? Code = null,
    string? Title = null,
    string? Detail = null,
    string? Field = null,
    IReadOnlyList<string>? ChangedFields = null,
    bool Replayed = false)
{
    public bool IsSuccess => Code is null && Status < 400;
}
