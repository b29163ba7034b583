using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrleansRealtime.TestKit.Documents;
using static OrleansRealtime.Tests.Infra.Yaml;

namespace OrleansRealtime.Tests.Infra;

/// <summary>A process of the server as a file in <c>infra</c> has it.</summary>
/// <param name="Environment">Its variables; an address or a secret that is only known there is one that could be.</param>
/// <param name="Grace">Between the request to end and kill -9.</param>
internal sealed record DeployedProcess(string Name, IReadOnlyDictionary<string, string> Environment, TimeSpan Grace)
{
    public const string ComposeFile = "infra/cluster/docker-compose.yml";

    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(Environment.Select(variable =>
        KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value))).Build();

    public static IEnumerable<DeployedProcess> All => OfCompose("docker-compose.yml")
        .Concat(OfCompose(ComposeFile))
        .Concat(((string[])["silo", "gateway"]).Select(role => OfPod(Pod($"infra/kubernetes/{role}.yaml"))))
        .Append(new(SystemdUnit.File, SystemdUnit.Environment, TimeSpan.FromSeconds(int.Parse(SystemdUnit.One("TimeoutStopSec"), CultureInfo.InvariantCulture))));

    /// <summary>The pod's specification in a file.</summary>
    public static Dictionary<object, object> Pod(string file) =>
        Map(ReadAll(file).Single(document => (string)document["kind"] == "Deployment").At("spec", "template", "spec"));

    private static IEnumerable<DeployedProcess> OfCompose(string file) =>
        from service in Map(Read(file)["services"])
        let settings = Map(service.Value)
        where settings.ContainsKey("build")
        select new DeployedProcess(
            $"{file} {service.Key}",
            Map(settings["environment"]).ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value),
            TimeSpan.FromSeconds(int.Parse(((string)settings["stop_grace_period"]).TrimEnd('s'), CultureInfo.InvariantCulture)));

    private static DeployedProcess OfPod(Dictionary<object, object> pod)
    {
        var container = Assert.Single(Maps(pod["containers"]));
        return new(
            $"kubernetes {container["name"]}",
            Maps(container["env"]).ToDictionary(variable => (string)variable["name"], ValueOf),
            TimeSpan.FromSeconds(int.Parse((string)pod["terminationGracePeriodSeconds"], CultureInfo.InvariantCulture)));
    }

    private static string ValueOf(Dictionary<object, object> variable) =>
        variable.TryGetValue("value", out var value) ? (string)value
        : Map(variable["valueFrom"]).ContainsKey("secretKeyRef") ? "Host=db;Database=realtime;Username=realtime;Password=secret"
        : "10.0.0.1";

    public override string ToString() => Name;
}
