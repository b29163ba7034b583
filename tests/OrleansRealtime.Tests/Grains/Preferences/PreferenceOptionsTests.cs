using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Grains.Preferences;

namespace OrleansRealtime.Tests.Grains.Preferences;

public class PreferenceOptionsTests
{
    [Fact]
    public void A_workspace_says_what_it_says_and_leaves_the_rest_to_the_default()
    {
        var table = Table(
            ("Default:Protected:0", "security"),
            ("Default:Channels:Live", "false"),
            ("Default:Kinds:changed:Live", "true"),
            ("Default:Kinds:changed:Inbox", "false"),
            ("Default:Types:board:Inbox", "false"),
            ("Workspaces:demo:Protected:0", "outage"),
            ("Workspaces:demo:Channels:Inbox", "false"),
            ("Workspaces:demo:Kinds:changed:Inbox", "true"));

        var (demo, other) = (table.For("demo"), table.For("other"));

        Assert.Equal(["outage", "security"], demo.Protected.Order());
        Assert.Equal(new(Live: false, Inbox: false), demo.Channels);
        Assert.Equal(new(Live: true, Inbox: true), demo.Kinds["changed"]);
        Assert.Equal(new(Inbox: false), demo.Types["board"]);
        Assert.Equal(["security"], other.Protected);
        Assert.Equal(new(Live: false), other.Channels);
        Assert.Equal(new(Live: true, Inbox: false), other.Kinds["changed"]);
    }

    [Fact]
    public void Nothing_configured_says_nothing()
    {
        var demo = Table().For("demo");

        Assert.Equal((0, ChannelChoice.None, 0, 0), (demo.Protected.Count, demo.Channels, demo.Kinds.Count, demo.Types.Count));
    }

    [Fact]
    public void Names_that_nothing_can_have_are_told_all_at_once()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Table(
            ("Default:Protected:0", "Security"), ("Workspaces:De mo:Kinds:a_b:Live", "true"), ("Workspaces:demo:Types:-x:Live", "true")));

        Assert.Equal(
            [
                "Preferences:Default:Protected (Preferences__Default__Protected) names 'Security', which is no kind: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
                "Preferences:Workspaces:De mo (Preferences__Workspaces__De mo) names 'De mo', which is no workspace: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
                "Preferences:Workspaces:De mo:Kinds (Preferences__Workspaces__De mo__Kinds) names 'a_b', which is no kind: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
                "Preferences:Workspaces:demo:Types (Preferences__Workspaces__demo__Types) names '-x', which is no type: a lower-case letter and then up to 62 of a-z, 0-9 and '-'.",
            ],
            error.Failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_misspelt_option_is_not_passed_over() =>
        Assert.Contains("Protect", Assert.Throws<InvalidOperationException>(() => Table(("Default:Protect:0", "security"))).Message, StringComparison.Ordinal);

    private static WorkspacePreferenceTable Table(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => $"Preferences:{setting.Key}", setting => (string?)setting.Value)).Build());
        services.AddLogging();
        services.AddRealtimeGrains();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<WorkspacePreferenceTable>();
    }
}
