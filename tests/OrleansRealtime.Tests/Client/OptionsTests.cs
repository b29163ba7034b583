using Microsoft.Extensions.Options;
using OrleansRealtime.Client;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Tests.Client;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<RealtimeClientOptions>> Bad() => new()
    {
        { "The realtime client cannot start: Url is missing, the platform's address, such as https://live.example.com.", options => options.Url = null },
        { "The realtime client cannot start: Url is '/live', and no address of http or https.", options => options.Url = new("/live", UriKind.Relative) },
        { "The realtime client cannot start: Url is 'ftp://live/', and no address of http or https.", options => options.Url = new("ftp://live/") },
        { "The realtime client cannot start: Url has more than a host and a path.", options => options.Url = new("http://live/?a=b") },
        { "The realtime client cannot start: Url has more than a host and a path.", options => options.Url = new("http://ana:secret@live/") },
        { "The realtime client cannot start: Workspace is '', and not of the form [a-z][a-z0-9-]{0,62}.", options => options.Workspace = "" },
        { "The realtime client cannot start: Workspace is 'demo\n', and not of the form [a-z][a-z0-9-]{0,62}.", options => options.Workspace = "demo\n" },
        { "The realtime client cannot start: neither ApiKey nor Token is set.", options => options.ApiKey = null },
        { "The realtime client cannot start: both ApiKey and Token are set, and it can go by one of them only.", options => options.Token = _ => new("token") },
        { "The realtime client cannot start: ApiKey is empty, or has characters that no header takes.", options => options.ApiKey = "" },
        { "The realtime client cannot start: ApiKey is empty, or has characters that no header takes.", options => options.ApiKey = "a\nb" },
        { "The realtime client cannot start: Json is null.", options => options.Json = null! },
        { "The realtime client cannot start: TryTimeout is 00:00:00, and may be 00:00:01 to 00:10:00.", options => options.TryTimeout = default },
        { "The realtime client cannot start: RetryFor is -00:00:01, and may be 00:00:00 to 01:00:00.", options => options.RetryFor = TimeSpan.FromSeconds(-1) },
        { "The realtime client cannot start: MaxConnections is 0, and may be 1 to 5000.", options => options.MaxConnections = 0 },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_option_is_told_at_the_start_in_one_sentence(string sentence, Action<RealtimeClientOptions> spoil) => Assert.Equal(
        sentence,
        Assert.Throws<OptionsValidationException>(() => new ClientUnderTest(options =>
        {
            (options.Url, options.Workspace, options.ApiKey) = (new("http://localhost:5080"), "demo", "key");
            spoil(options);
        })).Message);

    [Fact]
    public void Every_code_of_the_platform_is_known_by_name()
    {
        var known = typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Distinct(known);
        Assert.Equal([], ProblemCodes.All.Select(row => row.Code).Concat(GoodbyeCodes.All.Select(row => row.Code)).Except(known));
    }
}
