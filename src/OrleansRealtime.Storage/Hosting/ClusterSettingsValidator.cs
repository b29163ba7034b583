using System.Net;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Storage.Hosting;

internal sealed class ClusterSettingsValidator(IOptions<StorageOptions> storage) : IValidateOptions<ClusterSettings>
{
    private const int MaxPort = ushort.MaxValue;

    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        var check = new OptionsCheck(ClusterSettings.Section);
        if (!Enum.IsDefined(options.Role)) check.Require(false, nameof(options.Role), $"is {options.Role}; it must be All, Silo or Gateway");
        else
        {
            check.Require(
                options.Role is NodeRole.All || storage.Value.Store != StorageOptions.Sqlite,
                nameof(options.Role),
                $"is {options.Role}; it must be All on the store {StorageOptions.Sqlite}, which one process owns, and a cluster needs {StorageOptions.Postgres}");
        }

        check.Name(nameof(options.Id), options.Id, most: 100);
        var address = options.FindAddress();
        check.Require(
            address is not null,
            nameof(options.AdvertisedAddress),
            $"is '{options.AdvertisedAddress}'; it must be an IP address, or a host name that stands for one");
        check.Require(
            address is null || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)),
            nameof(options.AdvertisedAddress),
            $"is '{options.AdvertisedAddress}'; it must be an address that others can reach, and not that of all interfaces");
        check.Within(nameof(options.SiloPort), options.SiloPort, 0, MaxPort);
        check.Within(nameof(options.GatewayPort), options.GatewayPort, 0, MaxPort);
        check.Require(
            options.SiloPort == 0 || options.SiloPort != options.GatewayPort,
            nameof(options.GatewayPort),
            $"is {options.GatewayPort}; it must be another port than {ClusterSettings.Section}:{nameof(options.SiloPort)}");
        return check.Result;
    }
}
