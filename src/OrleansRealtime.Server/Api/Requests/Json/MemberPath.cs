namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Where a member stands in a body.</summary>
/// <param name="Whole">The names on the way to it, with dots between; empty for the body itself.</param>
/// <param name="Name">Its own name.</param>
internal readonly record struct MemberPath(string Whole, string Name)
{
    public static readonly MemberPath Body = new("", "");

    public MemberPath Then(string name) => new(Whole.Length == 0 ? name : $"{Whole}.{name}", name);
}
