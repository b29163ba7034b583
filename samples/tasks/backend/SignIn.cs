using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Tasks;

/// <summary>Signing in as an application does, but for the password.</summary>
public static class SignIn
{
    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet("/api/people", () => People.All);
        app.MapGet("/api/me", (ClaimsPrincipal user) => user.Person() is { } person ? Results.Ok(person) : Results.Unauthorized());
        app.MapPost("/api/sign-in/{id}", async (HttpContext context, string id) =>
        {
            if (People.Find(id) is not { } person) return Results.NotFound();
            var identity = new ClaimsIdentity([new(ClaimTypes.Name, person.Id)], CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity));
            return Results.Ok(person);
        });
        app.MapPost("/api/sign-out", (HttpContext context) => context.SignOutAsync());
    }
}
