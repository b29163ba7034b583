namespace OrleansRealtime.Client.Entities;

/// <summary>A committed state of an entity.</summary>
/// <typeparam name="T">What the application makes of the fields.</typeparam>
/// <param name="Comments">How many comments it has.</param>
/// <param name="Followers">How many users follow it, at the time of the answer: this count belongs to no position.</param>
/// <param name="UpdatedBy">The user who changed it last; <c>null</c>: a server did, for nobody.</param>
public sealed record Entity<T>(
    EntityRef Ref, Position Position, T Fields, long Comments, long Followers, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? UpdatedBy);
