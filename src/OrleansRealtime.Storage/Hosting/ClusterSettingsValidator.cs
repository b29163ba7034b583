using System.Net;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Hosting;

internal sealed class ClusterSettingsValidator(IOptions<StorageOptions> storage) : IValidateOptions<ClusterSettings>
{
    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        var failures = new List<string>();
        if (!Enum.IsDefined(options.Role))
            Fail(nameof(options.Role), "must be All, Silo or Gateway");
        else if (options.Role is not NodeRole.All && storage.Value.Store == StorageOptions.Sqlite)
            Fail(nameof(options.Role), $"must be All on the store {StorageOptions.Sqlite}, which one process owns; a cluster needs {StorageOptions.Postgres}");
        if (string.IsNullOrWhiteSpace(options.Id) || options.Id.Length > 100)
            Fail(nameof(options.Id), "must have 1 to 100 characters");
        if (options.FindAddress() is not { } address)
            Fail(nameof(options.AdvertisedAddress), $"is '{options.AdvertisedAddress}', which is no IP address and no host name that stands for one");
        else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            Fail(nameof(options.AdvertisedAddress), "must be an address that others can reach, and not that of all interfaces");
        if (options.SiloPort is < 0 or > 65_535)
            Fail(nameof(options.SiloPort), "must be from 0 to 65535");
        if (options.GatewayPort is < 0 or > 65_535)
            Fail(nameof(options.GatewayPort), "must be from 0 to 65535");
        if (options.SiloPort != 0 && options.SiloPort == options.GatewayPort)
            Fail(nameof(options.GatewayPort), $"must differ from {ClusterSettings.Section}:{nameof(options.SiloPort)}");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Fail(string key, string rule) => failures.Add(
            $"{ClusterSettings.Section}:{key} {rule} (environment variable {ClusterSettings.Section}__{key}).");
    }
}
