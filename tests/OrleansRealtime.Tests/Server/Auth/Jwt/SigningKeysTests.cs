using Microsoft.Extensions.Logging;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>When keys are looked for, and who waits for that.</summary>
public sealed class SigningKeysTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly LogLines _lines = new();
    private readonly LoggerFactory _logs;
    private readonly Source _source = new();
    private readonly SigningKeys _keys;

    public SigningKeysTests()
    {
        _logs = new([_lines]);
        _keys = new(_source, _time, _logs.CreateLogger<SigningKeys>());
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Known_keys_are_looked_for_once_an_age()
    {
        _source.Keys = Keys("one");
        for (var i = 0; i < 3; i++) Assert.Single(await _keys.FindAsync("one"));
        Assert.Equal(1, _source.Looks);
        _time.Advance(_source.MaxAge);
        Assert.Single(await _keys.FindAsync("one"));
        Assert.Equal(2, _source.Looks);
    }

    [Fact]
    public async Task A_key_that_was_withdrawn_is_none_after_an_age()
    {
        _source.Keys = Keys("one", "two");
        Assert.Single(await _keys.FindAsync("one"));
        _source.Keys = Keys("two", "three");
        Assert.Single(await _keys.FindAsync("one"));
        _time.Advance(_source.MaxAge);
        Assert.Empty(await _keys.FindAsync("one"));
    }

    [Fact]
    public async Task A_new_key_is_found_when_a_token_names_it()
    {
        _source.Keys = Keys("one", "two");
        await _keys.FindAsync("one");
        _source.Keys = Keys("two", "three");
        _time.Advance(_source.Pause);
        Assert.Single(await _keys.FindAsync("three"));
        Assert.Equal(2, _source.Looks);
    }

    [Fact]
    public async Task Whoever_invents_keys_has_them_looked_for_once_a_pause()
    {
        _source.Keys = Keys("one", "two");
        for (var i = 0; i < 100; i++) Assert.Empty(await _keys.FindAsync($"invented-{i}"));
        Assert.Equal(1, _source.Looks);
        _time.Advance(_source.Pause);
        for (var i = 0; i < 100; i++) Assert.Empty(await _keys.FindAsync($"invented-{i}"));
        Assert.Equal(2, _source.Looks);
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_look()
    {
        var answer = _source.Hang();
        var asked = Enumerable.Range(0, 100).Select(_ => _keys.FindAsync("one").AsTask()).ToList();
        answer.SetResult(Keys("one"));
        await Task.WhenAll(asked).Within("the keys");
        Assert.Equal(1, _source.Looks);
    }

    [Fact]
    public async Task Without_any_key_nobody_can_tell_and_the_next_look_comes_after_a_pause()
    {
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<KeysUnavailableException>(async () => await _keys.FindAsync("one"));
        Assert.Equal(1, _source.Looks);
        _source.Keys = Keys("one");
        _time.Advance(_source.Pause);
        Assert.Single(await _keys.FindAsync("one"));
    }

    [Fact]
    public async Task A_source_that_fails_is_one_line_however_often_it_is_asked()
    {
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<KeysUnavailableException>(async () => await _keys.FindAsync("one"));
            _time.Advance(_source.Pause);
        }

        Assert.Equal(3, _source.Looks);
        Assert.Single(_lines.Lines, line => line.Contains("KeysUnreadable", StringComparison.Ordinal) && line.Contains("It is away.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_known_goes_on_while_the_source_fails()
    {
        _source.Keys = Keys("one");
        await _keys.FindAsync("one");
        _source.Keys = null;
        _time.Advance(_source.MaxAge);
        Assert.Single(await _keys.FindAsync("one"));
        await Assert.ThrowsAsync<KeysUnavailableException>(async () => await _keys.FindAsync("two"));
        _source.Keys = Keys("two");
        _time.Advance(_source.Pause);
        Assert.Single(await _keys.FindAsync("one"));
        await _lines.SeenAsync("KeysRead");
        Assert.Single(await _keys.FindAsync("two"));
    }

    [Fact]
    public async Task A_source_that_hangs_is_waited_for_once()
    {
        _source.Keys = Keys("one");
        await _keys.FindAsync("one");
        var answer = _source.Hang();
        _time.Advance(_source.MaxAge);
        var asked = _keys.FindAsync("one").AsTask();
        await _time.TimerSetAsync(SigningKeys.Patience, "the one who asks");
        Assert.False(asked.IsCompleted);
        _time.Advance(SigningKeys.Patience);
        Assert.Single(await asked.Within("the keys that are known"));
        Assert.Single(await _keys.FindAsync("one"));
        Assert.Single(_lines.Lines, line => line.Contains("There is no answer yet.", StringComparison.Ordinal));
        answer.SetResult(Keys("one"));
        await _lines.SeenAsync("KeysRead");
        Assert.Equal(2, _source.Looks);
    }

    [Fact]
    public async Task A_start_without_keys_fails_where_they_should_be_on_this_machine()
    {
        _source.IsLocal = true;
        var failure = await Assert.ThrowsAsync<StartException>(_keys.StartAsync);
        Assert.Equal("The keys of Auth:Jwt cannot be read from the source: It is away.", failure.Message);
        Assert.DoesNotContain(_lines.Lines, line => line.Contains("KeysUnreadable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_waits_for_no_network()
    {
        _source.Hang();
        await _keys.StartAsync().Within("the start");
    }

    private static KeySet Keys(params string[] names) => new(names.Select(name => new TestIssuer(TimeProvider.System, name).Key));

    private sealed class Source : IKeySource
    {
        private TaskCompletionSource<KeySet>? _hanging;

        /// <summary><c>null</c>: it fails.</summary>
        public KeySet? Keys { get; set; }

        public int Looks { get; private set; }

        public string Name => "the source";

        public bool IsLocal { get; set; }

        public TimeSpan MaxAge => TimeSpan.FromMinutes(10);

        public TimeSpan Pause => TimeSpan.FromSeconds(10);

        /// <summary>The next look waits for this.</summary>
        public TaskCompletionSource<KeySet> Hang() => _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<KeySet> LoadAsync(CancellationToken cancellationToken)
        {
            Looks++;
            var hanging = _hanging;
            _hanging = null;
            return hanging?.Task ?? (Keys is { } keys ? Task.FromResult(keys) : Task.FromException<KeySet>(new IOException("It is away.")));
        }
    }
}
