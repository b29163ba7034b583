using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>Whose a connection is, as its token says.</summary>
/// <param name="Name">What people call the user.</param>
/// <param name="TokenIssuedAt">Exact, because refusals compare with it.</param>
internal sealed record ConnectedUser(UserKey Key, string Name, DateTimeOffset TokenIssuedAt, DateTimeOffset TokenExpiresAt);
