using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Server.Hosting;

/// <summary>The section <c>Proxy</c>: what stands before the server, and what it is believed.</summary>
public sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>The addresses, or networks as <c>10.0.0.0/8</c>, of proxies. What they say of the client's address, scheme, host and prefix
    /// (<c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c>, <c>-Prefix</c>) is believed, nobody else's word.</summary>
    public List<string> Trusted { get; set; } = [];

    /// <summary>The prefix of every path, as <c>/live</c>, where a proxy hands it on and says nothing of it.</summary>
    public string? PathBase { get; set; }
}

internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var check = new OptionsCheck(ProxyOptions.Section);
        for (var i = 0; i < options.Trusted.Count; i++)
        {
            var trusted = options.Trusted[i];
            check.Require(
                IPAddress.TryParse(trusted, out _) || System.Net.IPNetwork.TryParse(trusted, out _),
                $"{nameof(options.Trusted)}:{i}",
                $"is '{trusted}'; it must be an address or a network, as 10.0.0.1 or 10.0.0.0/8");
        }

        check.Require(
            options.PathBase is null || (options.PathBase.StartsWith('/') && !options.PathBase.EndsWith('/')),
            nameof(options.PathBase),
            $"is '{options.PathBase}'; it must begin with a slash and not end with one");
        return check.Result;
    }
}

internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ProxyOptions, ProxyOptionsValidator>().BindConfiguration(ProxyOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxy) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.All;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var trusted in proxy.Value.Trusted)
            {
                if (IPAddress.TryParse(trusted, out var address)) forwarded.KnownProxies.Add(address);
                else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(trusted));
            }
        });
    }

    /// <summary>Before all that asks where a request came from, and to which address.</summary>
    public static void UseProxies(this IApplicationBuilder app)
    {
        var proxy = app.ApplicationServices.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (proxy.Trusted.Count > 0) app.UseForwardedHeaders();
        if (proxy.PathBase is { } prefix) app.UsePathBase(prefix);
    }
}
