using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>Tokens end, and watches go on.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class WatchTokensTests(WebServerApp app) : IAsyncLifetime
{
    private readonly EntityRef _item = new("workitem", $"{Guid.NewGuid():n}");
    private readonly ManualTimeProvider _time = new();
    private readonly ClientSockets _sockets = new();
    private ClientUnderTest _issuer = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _issuer = ClientUnderTest.Of(app);
        await _issuer.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
    }

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    [Fact]
    public async Task A_token_is_replaced_in_place_before_it_ends()
    {
        var asked = 0;
        await using var own = Client(cancellation =>
        {
            asked++;
            return _issuer.Client.IssueTokenAsync("ana", cancellation: cancellation);
        });
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.WatchAsync<WorkItem>(_item, Stop));
        await watch.NextAsync("the state");
        // What the hub said of the token: an hour, of which four fifths may pass.
        for (var refresh = 1; refresh <= 3; refresh++)
        {
            await Waiting.UntilAsync(
                () => Task.FromResult(_time.NextDue), due => due > TimeSpan.FromSeconds(2_800) && due <= TimeSpan.FromSeconds(2_880), "the wait for the next token");
            _time.Advance(TimeSpan.FromSeconds(2_880));
            await Waiting.UntilAsync(() => Task.FromResult(asked), count => count == 1 + refresh, "the next token");
        }

        await _issuer.Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);
        Assert.Equal((ViewStatus.Fresh, "two"), await watch.NextAsync("the change") is var view ? (view.Status, view.Entity!.Fields.Title) : default);
        Assert.Equal(1, _sockets.Count);
    }

    [Fact]
    public async Task A_token_that_ended_is_replaced_by_another_connection()
    {
        var asked = 0;
        // Time stands still for the client: it does not see the end coming.
        await using var own = Client(cancellation =>
            _issuer.Client.IssueTokenAsync("ana", lifetime: asked++ == 0 ? TimeSpan.FromSeconds(8) : null, cancellation: cancellation));
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.WatchAsync<WorkItem>(_item, Stop));
        await watch.UntilAsync(view => view.Status == ViewStatus.Stale, "the token's end");
        var back = watch.UntilAsync(view => view.Status == ViewStatus.Fresh, "the next connection");
        await _time.RunUntilAsync(back, TimeSpan.FromSeconds(10), "the next connection");
        Assert.Equal((2, 2), (asked, _sockets.Count));
    }

    [Fact]
    public async Task A_token_that_the_hub_refuses_is_replaced()
    {
        var asked = 0;
        await using var own = Client(async cancellation => asked++ == 0 ? "spoilt" : await _issuer.Client.IssueTokenAsync("ana", cancellation: cancellation), isCounted: false);
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.WatchAsync<WorkItem>(_item, Stop));
        var state = watch.NextAsync("the state");
        await _time.RunUntilAsync(state, TimeSpan.FromSeconds(10), "the next connection");
        Assert.Equal((ViewStatus.Fresh, 2), ((await state).Status, asked));
    }

    [Fact]
    public async Task An_application_that_gives_no_token_for_a_while_is_asked_again()
    {
        var asked = 0;
        await using var own = Client(async cancellation =>
            asked++ < 3 ? throw new InvalidOperationException("not now") : await _issuer.Client.IssueTokenAsync("ana", cancellation: cancellation));
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.WatchAsync<WorkItem>(_item, Stop));
        var state = watch.NextAsync("the state");
        await _time.RunUntilAsync(state, TimeSpan.FromSeconds(10), "the token");
        Assert.Equal(ViewStatus.Fresh, (await state).Status);
    }

    private ClientUnderTest Client(Func<CancellationToken, Task<RealtimeToken>> issue, bool isCounted = true) => new(options =>
    {
        (options.Url, options.Workspace) = (app.Address, "demo");
        options.Token = async cancellation => await issue(cancellation);
        if (isCounted) options.ConfigureHub = _sockets.Configure;
    }, time: _time);
}
