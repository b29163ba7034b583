using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Tests.Documents;
using static OrleansRealtime.Tests.Infra.Yaml;

namespace OrleansRealtime.Tests.Infra;

/// <summary>The compose file and the Dockerfile, read as far as that goes without a Docker engine: what they name is there.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string Root = Repository.PathOf();
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Root, "infra/docker/Dockerfile"));

    private static readonly Dictionary<object, object> Compose = Read("docker-compose.yml");

    private static readonly Dictionary<object, object> WithPostgres = Read("infra/postgres/docker-compose.yml");

    [Fact]
    public void Compose_builds_the_Dockerfile_from_the_root()
    {
        var build = Map(Platform["build"]);
        Assert.Equal(".", build["context"]);
        Assert.Equal("infra/docker/Dockerfile", build["dockerfile"]);
    }

    [Fact]
    public void Compose_publishes_the_port_that_the_image_listens_on_to_this_machine_only()
    {
        Assert.Contains("ASPNETCORE_URLS=http://+:8080", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:5080:8080", Assert.Single(List(Platform["ports"])));
    }

    [Fact]
    public void Compose_keeps_the_data_folder_of_the_image_in_a_volume()
    {
        var volume = Assert.Single(List(Platform["volumes"]))!.ToString()!.Split(':');
        Assert.Contains(volume[0], Map(Compose["volumes"]).Keys);
        Assert.Contains($"Data__Folder={volume[1]}", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"VOLUME {volume[1]}", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_image_copies_is_in_the_repository()
    {
        var sources = CopyLine().Matches(Dockerfile).SelectMany(copy => copy.Groups["sources"].Value.Split(' ')).ToArray();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Root, source)), $"COPY {source}: there is no such file"));
    }

    /// <summary>Every file at the root that MSBuild reads by its name must travel, or the image is built with other settings.</summary>
    [Fact]
    public void The_image_copies_all_settings_of_the_build() =>
        Assert.All(
            Directory.EnumerateFiles(Root, "Directory.*").Select(Path.GetFileName).Where(name => !name!.StartsWith("Directory.Solution", StringComparison.Ordinal)),
            name => Assert.Contains($" {name} ", Dockerfile, StringComparison.Ordinal));

    [Fact]
    public void The_image_runs_Microsoft_Orleans_not_as_root_and_is_asked_for_its_health()
    {
        Assert.Contains("USER $APP_UID", Dockerfile, StringComparison.Ordinal);
        Assert.Matches("HEALTHCHECK [^#]*/health", Dockerfile);
    }

    [Fact]
    public void With_PostgreSQL_the_platform_connects_as_the_user_of_the_database_that_the_image_makes()
    {
        var platform = Map(Map(WithPostgres["services"])["platform"]);
        var settings = Map(platform["environment"]).ToDictionary(
            setting => setting.Key.ToString()!.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value.ToString());
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(StorageOptions.Section).Get<StorageOptions>()!;
        var database = Map(Map(Map(WithPostgres["services"])["postgres"])["environment"]);

        Assert.True(new StorageOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(StorageOptions.Postgres, options.Store);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Assert.Equal(
            ("postgres", database["POSTGRES_DB"], database["POSTGRES_USER"], database["POSTGRES_PASSWORD"]),
            (connection.Host, connection.Database, connection.Username, connection.Password));
    }

    [Fact]
    public void The_platform_waits_for_a_healthy_PostgreSQL_whose_data_is_in_a_volume_and_whose_port_is_nobodys()
    {
        var services = Map(WithPostgres["services"]);
        var postgres = Map(services["postgres"]);
        Assert.Equal("service_healthy", Map(Map(Map(services["platform"])["depends_on"])["postgres"])["condition"]);
        Assert.Contains("pg_isready", List(Map(postgres["healthcheck"])["test"]));
        Assert.DoesNotContain("ports", postgres.Keys);
        var volume = Assert.Single(List(postgres["volumes"]))!.ToString()!.Split(':');
        Assert.Contains(volume[0], Map(WithPostgres["volumes"]).Keys);
        Assert.Equal("/var/lib/postgresql/data", volume[1]);
    }

    private static Dictionary<object, object> Platform => Map(Map(Compose["services"])["platform"]);

    /// <summary>COPY from the context, not from another stage; the last word is where to.</summary>
    [GeneratedRegex(@"^COPY (?!--from)(?<sources>.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex CopyLine();
}
