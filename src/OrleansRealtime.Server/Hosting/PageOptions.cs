namespace OrleansRealtime.Server.Hosting;

/// <summary>The section <c>Pages</c>: what is served for people to look at.</summary>
public sealed class PageOptions
{
    public const string Section = "Pages";

    /// <summary>Whether the demo page is served. Unless it is set, in the Development environment only: elsewhere nobody gets a token for the
    /// asking, and the page has nobody to be.</summary>
    public bool? Demo { get; set; }

    /// <summary>Whether <c>/swagger</c>, where one tries REST, is served. Unless it is set, in the Development environment only.</summary>
    public bool? Swagger { get; set; }

    /// <summary>Whether <c>/admin</c>, where those who support users look them up, is served. What it shows needs an API key with the scope
    /// <c>admin</c>. Unless it is set, in the Development environment only.</summary>
    public bool? Admin { get; set; }

    /// <summary>Whether Orleans' own dashboard is served, at <c>/orleans</c>: silos, grains, calls and their times, of all workspaces. The browser asks for
    /// a password, which is an API key with the scope <c>admin</c> for all workspaces. Every grain call passes through one more filter while it is on,
    /// and in a cluster each process has to have it on.</summary>
    public bool Orleans { get; set; }

    public bool HasAdmin(IHostEnvironment environment) => Admin ?? environment.IsDevelopment();

    public bool HasDemo(IHostEnvironment environment) => Demo ?? environment.IsDevelopment();

    public bool HasSwagger(IHostEnvironment environment) => Swagger ?? environment.IsDevelopment();
}
