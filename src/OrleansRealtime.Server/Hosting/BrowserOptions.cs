using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Hosting;

/// <summary>The section <c>Browsers</c>: which pages may use the platform.</summary>
public sealed class BrowserOptions
{
    public const string Section = "Browsers";

    /// <summary>The origins of the pages that may, besides those that are served from here, as <c>https://app.example.com</c>: without path and
    /// slash. When there are any, a WebSocket from a page of another origin is refused (<c>origin_denied</c>).</summary>
    public List<string> Origins { get; set; } = [];
}

internal sealed class BrowserOptionsValidator : IValidateOptions<BrowserOptions>
{
    public ValidateOptionsResult Validate(string? name, BrowserOptions options)
    {
        var check = new OptionsCheck(BrowserOptions.Section);
        for (var i = 0; i < options.Origins.Count; i++)
        {
            var origin = options.Origins[i];
            var isOne = Uri.TryCreate(origin, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && url.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
            check.Require(isOne, $"{nameof(options.Origins)}:{i}", $"is '{origin}'; it must be an origin, as https://app.example.com: a scheme and a host, without path and slash");
        }

        return check.Result;
    }
}
