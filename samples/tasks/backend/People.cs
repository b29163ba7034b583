using System.Security.Claims;

namespace Tasks;

/// <summary>Somebody who may sign in.</summary>
public sealed record Person(string Id, string Name, string Team);

/// <summary>Who works here. A real application has them in its database.</summary>
public static class People
{
    public static IReadOnlyList<Person> All { get; } = [new("ana", "Ana Diaz", "red"), new("bo", "Bo Lindqvist", "red"), new("cem", "Cem Aydin", "blue")];

    public static Person? Find(string? id) => All.FirstOrDefault(person => person.Id == id);

    /// <summary>Whose cookie it is. Somebody who has left is nobody.</summary>
    public static Person? Person(this ClaimsPrincipal user) => Find(user.Identity?.Name);
}
