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

    public bool HasDemo(IHostEnvironment environment) => Demo ?? environment.IsDevelopment();

    public bool HasSwagger(IHostEnvironment environment) => Swagger ?? environment.IsDevelopment();
}
