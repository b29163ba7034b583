using System.Text.RegularExpressions;
using Npgsql;
using OrleansRealtime.Tests.Documents;
using OrleansRealtime.TestKit.Servers;
using static OrleansRealtime.Tests.Infra.Yaml;

namespace OrleansRealtime.Tests.Infra;

/// <summary>The compose file of a cluster and nginx's configuration: they fit each other and the image.</summary>
public sealed partial class ClusterComposeTests
{
    private static readonly Dictionary<object, object> Compose = Read(DeployedProcess.ComposeFile);
    private static readonly Dictionary<object, object> Services = Map(Compose["services"]);
    private static readonly string NginxFile = File.ReadAllText(Repository.PathOf("infra", "cluster", "nginx.conf"));

    [Fact]
    public void There_are_two_silos_which_tell_the_others_their_own_name_and_two_gateways()
    {
        var roles = Services.Where(service => Map(service.Value).ContainsKey("build"))
            .ToDictionary(service => (string)service.Key, service => (string)Map(service.Value).At("environment", "Cluster__Role"));
        Assert.Equal(["Silo", "Silo", "Gateway", "Gateway"], roles.Values);
        foreach (var silo in roles.Where(role => role.Value == "Silo").Select(role => role.Key))
            Assert.Equal(silo, Services.At(silo, "environment", "Cluster__AdvertisedAddress"));
    }

    [Fact]
    public void Every_process_is_built_from_the_root_and_waits_for_the_PostgreSQL_whose_user_it_is()
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(DeployedProcess.ComposeFile))!;
        var database = Map(Services.At("postgres", "environment"));
        foreach (var process in Services.Values.Select(Map).Where(service => service.ContainsKey("build")))
        {
            var context = Path.GetFullPath(Path.Combine(folder, (string)process.At("build", "context")));
            Assert.True(File.Exists(Path.Combine(context, (string)process.At("build", "dockerfile"))));
            Assert.True(File.Exists(Path.Combine(context, "OrleansRealtime.sln")));
            Assert.Equal("service_healthy", process.At("depends_on", "postgres", "condition"));
            var connection = new NpgsqlConnectionStringBuilder((string)process.At("environment", "Data__ConnectionString"));
            Assert.Equal(
                ("postgres", database["POSTGRES_DB"], database["POSTGRES_USER"], database["POSTGRES_PASSWORD"]),
                (connection.Host, connection.Database, connection.Username, connection.Password));
        }
    }

    [Fact]
    public void Volumes_that_are_mounted_are_declared_and_those_that_are_declared_are_mounted()
    {
        var mounted = Services.Values.Select(Map).Where(service => service.ContainsKey("volumes"))
            .SelectMany(service => List(service["volumes"])).Select(volume => ((string)volume!).Split(':')[0])
            .Where(source => !source.StartsWith('.'));
        Assert.Equal(Map(Compose["volumes"]).Keys.Cast<string>().Order(), mounted.Order());
    }

    [Fact]
    public void Nginx_finds_its_files_its_port_is_open_on_this_machine_only_and_its_servers_are_the_gateways()
    {
        var nginx = Map(Services["nginx"]);
        Assert.Equal("127.0.0.1:8443:443", Assert.Single(List(nginx["ports"])));
        Assert.Contains("listen 443 ssl", NginxFile, StringComparison.Ordinal);
        var mounts = List(nginx["volumes"]).Select(volume => ((string)volume!).Split(':')).ToDictionary(parts => parts[1], parts => parts[0]);
        Assert.Equal("./nginx.conf", mounts["/etc/nginx/nginx.conf"]);
        Assert.All(CertificateFiles().Matches(NginxFile), file => Assert.Contains(Path.GetDirectoryName(file.Groups["path"].Value)!, mounts.Keys));
        foreach (var upstream in UpstreamBlocks().Matches(NginxFile).Select(block => UpstreamServers().Matches(block.Value)))
        {
            Assert.Equal(List(nginx["depends_on"]).Order(), upstream.Select(server => server.Groups["name"].Value).Order());
            Assert.All(upstream, server => Assert.Equal("Gateway", Services.At(server.Groups["name"].Value, "environment", "Cluster__Role")));
            Assert.All(upstream, server => Assert.Equal("8080", server.Groups["port"].Value));
        }
    }

    [Fact]
    public async Task Nginx_takes_its_configuration()
    {
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        using var certificate = new TestCertificate();
        var (isGood, said) = await Nginx.TestAsync(ClusterNginxFile.Text(certificate, FreePort.Take(), FreePort.Take(), ["127.0.0.1:1", "127.0.0.1:2"]));
        Assert.True(isGood, said);
    }

    [GeneratedRegex(@"ssl_certificate(_key)?\s+(?<path>[^;]+);")]
    private static partial Regex CertificateFiles();

    [GeneratedRegex(@"upstream \w+ \{.*?\}", RegexOptions.Singleline)]
    private static partial Regex UpstreamBlocks();

    [GeneratedRegex(@"server (?<name>\w+):(?<port>\d+)")]
    private static partial Regex UpstreamServers();
}
