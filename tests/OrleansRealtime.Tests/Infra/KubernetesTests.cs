using System.Text.Json;
using OrleansRealtime.Tests.Documents;
using static OrleansRealtime.Tests.Infra.Yaml;

namespace OrleansRealtime.Tests.Infra;

/// <summary>The files for Kubernetes: what they name is there, in them and in the server.</summary>
public sealed class KubernetesTests
{
    private static readonly string Dockerfile = File.ReadAllText(Repository.PathOf("infra", "docker", "Dockerfile"));

    private static readonly IReadOnlyList<Dictionary<object, object>> Documents =
        [.. Directory.EnumerateFiles(Repository.PathOf("infra", "kubernetes"), "*.yaml").Order().SelectMany(ReadAll)];

    public static TheoryData<string> Roles => ["silo", "gateway"];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Probes_ask_paths_that_exist_at_a_port_that_is_declared(string role)
    {
        var container = Container(role);
        using var openApi = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src", "web", "client", "openapi.json")));
        foreach (var probe in (string[])["livenessProbe", "startupProbe", "readinessProbe"])
        {
            Assert.True(openApi.RootElement.GetProperty("paths").TryGetProperty((string)container.At(probe, "httpGet", "path"), out _));
            Assert.Equal("8080", Ports(container)[(string)container.At(probe, "httpGet", "port")]);
        }

        Assert.Contains("ASPNETCORE_URLS=http://+:8080", Dockerfile, StringComparison.Ordinal);
        // Whoever lives and is of no use for a while is not to be killed for it.
        Assert.Equal("/health", container.At("livenessProbe", "httpGet", "path"));
    }

    [Fact]
    public void The_kustomization_has_every_file_and_names_the_image_of_them()
    {
        var kustomization = Of("Kustomization");
        var files = Directory.EnumerateFiles(Repository.PathOf("infra", "kubernetes"), "*.yaml").Select(Path.GetFileName).Order();
        Assert.Equal(files.Where(file => file != "kustomization.yaml"), ((IEnumerable<object>)kustomization["resources"]).Cast<string>());
        var image = Assert.Single(Maps(kustomization["images"]))["name"];
        Assert.All((string[])["silo", "gateway"], role => Assert.Equal(image, Container(role)["image"]));
    }

    [Fact]
    public void The_silos_ports_are_those_that_the_container_opens_and_the_policy_names()
    {
        var container = Container("silo");
        var (ports, variables) = (Ports(container), Variables(container));
        Assert.Equal((variables["Cluster__SiloPort"], variables["Cluster__GatewayPort"]), (ports["silo"], ports["gateway"]));
        var rules = Maps(Of("NetworkPolicy").At("spec", "ingress")).ToList();
        Assert.All(rules.SelectMany(rule => Maps(rule["ports"])), port => Assert.Contains((string)port["port"], ports.Keys));
        // Open to everybody is only what the kubelet asks.
        Assert.Equal("http", Assert.Single(Maps(Assert.Single(rules, rule => !rule.ContainsKey("from"))["ports"]))["port"]);
    }

    [Fact]
    public void The_ingress_leads_to_the_service_and_the_service_to_the_gateways()
    {
        var service = Of("Service");
        var port = Assert.Single(Maps(service.At("spec", "ports")));
        Assert.Contains((string)port["targetPort"], Ports(Container("gateway")).Keys);
        Assert.Equal(Labels("gateway"), service.At("spec", "selector"));
        var path = Assert.Single(Maps(Map(Assert.Single(Maps(Of("Ingress").At("spec", "rules")))).At("http", "paths")));
        Assert.Equal(service.At("metadata", "name"), path.At("backend", "service", "name"));
        Assert.Equal(port["name"], path.At("backend", "service", "port", "name"));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void What_selects_pods_selects_those_of_its_role(string role)
    {
        var labels = Labels(role);
        Assert.Equal(labels, Deployment(role).At("spec", "selector", "matchLabels"));
        var budget = Documents.Single(document => (string)document["kind"] == "PodDisruptionBudget" && Equals(document.At("metadata", "name"), Deployment(role).At("metadata", "name")));
        Assert.Equal(labels, budget.At("spec", "selector", "matchLabels"));
        var spread = Assert.Single(Maps(Pod(role)["topologySpreadConstraints"]));
        Assert.Equal(labels, spread.At("labelSelector", "matchLabels"));
    }

    [Fact]
    public void The_silos_data_folder_is_a_volume_that_the_images_user_may_write()
    {
        var mount = Assert.Single(Maps(Container("silo")["volumeMounts"]));
        Assert.Contains($"Data__Folder={mount["mountPath"]}", Dockerfile, StringComparison.Ordinal);
        Assert.Equal(mount["name"], Assert.Single(Maps(Pod("silo")["volumes"]))["name"]);
        Assert.Equal("1654", Pod("silo").At("securityContext", "fsGroup"));
    }

    [Fact]
    public void Both_read_the_same_secret()
    {
        static object Secret(string role) => Assert.Single(Maps(Container(role)["env"]), variable => (string)variable["name"] == "Data__ConnectionString")
            .At("valueFrom", "secretKeyRef");
        Assert.Equal(Secret("silo"), Secret("gateway"));
        var readme = File.ReadAllText(Repository.PathOf("infra", "README.md"));
        Assert.Contains($"generic {Map(Secret("silo"))["name"]} --from-literal={Map(Secret("silo"))["key"]}=", readme, StringComparison.Ordinal);
    }

    private static Dictionary<object, object> Of(string kind) => Documents.Single(document => (string)document["kind"] == kind);

    private static Dictionary<object, object> Deployment(string role) =>
        Documents.Single(document => (string)document["kind"] == "Deployment" && (string)document.At("metadata", "name") == $"realtime-{role}");

    private static object Labels(string role) => Deployment(role).At("spec", "template", "metadata", "labels");

    private static Dictionary<object, object> Pod(string role) => DeployedProcess.Pod($"infra/kubernetes/{role}.yaml");

    private static Dictionary<object, object> Container(string role) => Assert.Single(Maps(Pod(role)["containers"]));

    private static Dictionary<string, string> Ports(Dictionary<object, object> container) =>
        Maps(container["ports"]).ToDictionary(port => (string)port["name"], port => (string)port["containerPort"]);

    private static Dictionary<string, string> Variables(Dictionary<object, object> container) => Maps(container["env"])
        .Where(variable => variable.ContainsKey("value")).ToDictionary(variable => (string)variable["name"], variable => (string)variable["value"]);
}
