using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;
using OrleansRealtime.Tests.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Sending;

public sealed class ConnectionWriterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;
    private readonly PlayedSocket _socket = new();
    private readonly ConnectionWriter _outbox;

    public ConnectionWriterTests()
    {
        _gateway = new(new() { MaxInboxFrames = 3 }, _time);
        _outbox = new(_socket, _gateway.Options, _time, _gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
    }

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_mark_made_again_before_it_was_met_is_one_frame_of_what_is_true_then()
    {
        var mark = new CountedMark();
        await StallAsync();

        for (var i = 0; i < 100; i++) _outbox.Mark(mark);
        mark.Value = "newest";
        _socket.Drain();

        Assert.Equal("newest", (await _socket.NextAsync("the mark's frame")).Body);
        Assert.Equal(1, mark.Taken);
    }

    [Fact]
    public async Task A_mark_made_while_its_frame_is_written_is_met_again()
    {
        var mark = new CountedMark();
        _socket.Stall();
        _outbox.Mark(mark);
        await _socket.Full.Within("the first write");

        _outbox.Mark(mark);
        _socket.Drain();

        await _socket.NextAsync("the first frame");
        await _socket.NextAsync("the second frame");
        Assert.Equal(2, mark.Taken);
    }

    [Fact]
    public async Task The_badge_comes_after_what_it_counts_and_only_the_newest()
    {
        await StallAsync();
        Post(1, "one");
        Post(2, "two");
        _socket.Drain();

        Assert.Equal(["one", "two"], [(await _socket.NextAsync("an item")).Body, (await _socket.NextAsync("an item")).Body]);
        Assert.Equal(2, (await _socket.NextAsync<Badge>()).Version);
        Assert.False(_socket.TryTake(out _));
    }

    [Fact]
    public async Task Too_many_notifications_become_one_inboxReset()
    {
        await StallAsync();
        for (var i = 1; i <= 5; i++) Post(i, $"item {i}");
        _socket.Drain();

        Assert.Equal(4, (await _socket.NextAsync<InboxResetBody>()).LastSeq);
        Assert.Equal("item 5", (await _socket.NextAsync("the item after it")).Body);
        Assert.Equal(5, (await _socket.NextAsync<Badge>()).Version);
    }

    [Fact]
    public async Task A_connection_without_room_is_counted_until_it_has_some()
    {
        using var meters = new MeterReadings(_gateway.Meters);
        var writer = new ConnectionWriter(_socket, _gateway.Options, _time, _gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
        _socket.Stall();
        writer.Mark(new CountedMark());
        await _socket.Full.Within("a write that hangs");
        await Waiting.UntilAsync(() => Task.FromResult(meters["gateway.connections.blocked"]), blocked => blocked == 1, "a connection without room");

        _socket.Drain();
        await Waiting.UntilAsync(() => Task.FromResult(meters["gateway.connections.blocked"]), blocked => blocked == 0, "none");
    }

    [Fact]
    public async Task Notifications_that_are_too_large_together_become_one_inboxReset_too_and_what_was_written_counts_no_more()
    {
        var large = new InboxItem(
            1, "id", "deploy", "recipient", "title", new('b', 4_000), new('l', 2_000), $"{{\"d\":\"{new string('d', 4_000)}\"}}", null, ["ana"], 1,
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, false, false, false, null, []);
        using var gateway = new GatewayUnderTest(new() { MaxInboxBytes = 32 * 1024 }, _time);
        var outbox = new ConnectionWriter(_socket, gateway.Options, _time, gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
        for (var seq = 1; seq <= 3; seq++)
        {
            outbox.PostInbox([Frame.Notification(large with { Seq = seq })], Frame.Badge(new(seq, 0, 0, seq)), seq);
            Assert.Equal(seq, (await _socket.NextAsync<InboxItemBody>()).Seq);
            Assert.Equal(seq, (await _socket.NextAsync<Badge>()).LastSeq);
        }

        _socket.Stall();
        outbox.Mark(new CountedMark());
        await _socket.Full.Within("a write that hangs");
        await _socket.NextAsync("the frame that hangs");
        for (var seq = 4; seq <= 5; seq++)
            outbox.PostInbox([Frame.Notification(large with { Seq = seq })], Frame.Badge(new(seq, 0, 0, seq)), seq);
        _socket.Drain();

        Assert.Equal(5, (await _socket.NextAsync<InboxResetBody>()).LastSeq);
        Assert.Equal(5, (await _socket.NextAsync<Badge>()).LastSeq);
    }

    [Fact]
    public async Task The_numbers_of_what_is_gone_count_by_their_bytes_too()
    {
        using var gateway = new GatewayUnderTest(new() { MaxInboxBytes = 32 * 1024 }, _time);
        var outbox = new ConnectionWriter(_socket, gateway.Options, _time, gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
        _socket.Stall();
        outbox.Mark(new CountedMark());
        await _socket.Full.Within("a write that hangs");
        await _socket.NextAsync("the frame that hangs");

        // Of 500 numbers seven fit, of 4 KB each and the rest of a frame.
        for (var version = 1; version <= 8; version++)
            outbox.PostInbox([Frame.Removed([.. Enumerable.Range(1, 500)], version)], Frame.Badge(new(version, 0, 0, 500)), lastSeq: 500);
        _socket.Drain();

        Assert.Equal(500, (await _socket.NextAsync<InboxResetBody>()).LastSeq);
        Assert.Equal(8, (await _socket.NextAsync<Badge>()).Version);
    }

    [Fact]
    public async Task Quiet_means_that_the_write_under_way_is_over()
    {
        var mark = new CountedMark();
        _socket.Stall();
        _outbox.Mark(mark);
        await _socket.Full.Within("the write");

        var quiet = _outbox.QuietAsync(mark);
        Assert.False(quiet.IsCompleted);
        Assert.True(_outbox.QuietAsync(new CountedMark()).IsCompleted);
        _socket.Drain();

        await quiet.Within("the end of the write");
    }

    [Fact]
    public async Task A_goodbye_overtakes_all_that_waits_and_closes()
    {
        await StallAsync();
        _outbox.Mark(new CountedMark());
        Post(1, "one");

        var closed = _outbox.CloseAsync(GoodbyeCodes.TokenExpired);
        _socket.Drain();

        Assert.Equal("token_expired", (await _socket.NextAsync<GoodbyeBody>()).Code);
        await _socket.Aborted.Within("the close");
        await closed.Within("the end of the outbox");
        Assert.False(_socket.TryTake(out _));
    }

    [Fact]
    public async Task A_goodbye_that_finds_no_room_within_the_grace_cuts_the_connection()
    {
        await StallAsync();

        var closed = _outbox.CloseAsync(GoodbyeCodes.Shutdown);
        Assert.False(_socket.Aborted.IsCompleted);
        await _time.TimerSetAsync(_gateway.Options.GoodbyeGrace, "the grace");
        _time.Advance(_gateway.Options.GoodbyeGrace);

        await closed.Within("the cut");
        await _socket.Aborted.Within("the cut");
    }

    [Fact]
    public async Task A_socket_that_takes_nothing_is_slow_and_is_told_so_if_it_ever_moves()
    {
        await StallAsync();
        _outbox.Mark(new CountedMark());

        await _time.TimerSetAsync(_gateway.Options.WriteTimeout, "the write");
        _time.Advance(_gateway.Options.WriteTimeout);
        await _time.TimerSetAsync(_gateway.Options.GoodbyeGrace, "the goodbye");
        _socket.Drain();

        Assert.Equal("slow", (await _socket.NextAsync<GoodbyeBody>()).Code);
        await _socket.Aborted.Within("the close");
    }

    [Fact]
    public async Task A_socket_that_never_moves_is_cut()
    {
        await StallAsync();

        await _time.TimerSetAsync(_gateway.Options.WriteTimeout, "the write");
        _time.Advance(_gateway.Options.WriteTimeout);
        await _time.TimerSetAsync(_gateway.Options.GoodbyeGrace, "the goodbye");
        _time.Advance(_gateway.Options.GoodbyeGrace);

        await _socket.Aborted.Within("the cut");
        await _outbox.Ended.Within("the end");
    }

    public static TheoryData<string> Goodbyes => [.. GoodbyeCodes.All.Select(code => code.Code)];

    [Theory]
    [MemberData(nameof(Goodbyes))]
    public async Task Whoever_is_to_come_back_may(string name)
    {
        var code = GoodbyeCodes.All.Single(code => code.Code == name);
        foreach (var isCut in (bool[])[false, true])
        {
            var socket = new PlayedSocket();
            var writer = new ConnectionWriter(socket, _gateway.Options, _time, _gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
            if (isCut)
            {
                socket.Stall();
                writer.Mark(new CountedMark());
                await socket.Full.Within("a write that hangs");
            }

            var closed = writer.CloseAsync(code);
            if (isCut)
            {
                await _time.TimerSetAsync(_gateway.Options.GoodbyeGrace, "the grace");
                _time.Advance(_gateway.Options.GoodbyeGrace);
            }

            await closed.Within("the close");
            await socket.Aborted.Within("the close");
            Assert.Equal(code.ReconnectAfterMs is not null, socket.MayReturn);
        }
    }

    [Fact]
    public async Task Each_part_of_a_large_frame_has_the_whole_time_of_a_frame()
    {
        var line = new PartedLine(3);
        var writer = new ConnectionWriter(line, _gateway.Options, _time, _gateway.Metrics, NullLogger<ConnectionWriter>.Instance);
        writer.Mark(new CountedMark());
        for (var part = 0; part < 3; part++)
        {
            var write = await line.NextAsync();
            Assert.Equal(part, write.Part);
            await _time.TimerSetAsync(_gateway.Options.WriteTimeout, "the write");
            _time.Advance(_gateway.Options.WriteTimeout - TimeSpan.FromMilliseconds(1));
            write.Left.SetResult();
        }

        writer.PostInbox([], Frame.Badge(new(1, 0, 0, 1)), 1);
        Assert.Equal("badge", (await line.NextAsync()).Frame.Name);
    }

    /// <summary>Has a first write hang, so that all that follows waits.</summary>
    private async Task StallAsync()
    {
        _socket.Stall();
        _outbox.Mark(new CountedMark());
        await _socket.Full.Within("a write that hangs");
        await _socket.NextAsync("the frame that hangs");
    }

    private void Post(long version, string item) =>
        _outbox.PostInbox([new("notification", item)], Frame.Badge(new(version, 0, 0, version)), version);

    /// <summary>A socket that takes frames in parts, each when the test says so.</summary>
    private sealed class PartedLine(int parts) : IFrameWriter
    {
        private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>();

        public Task<Write> NextAsync() => _writes.Reader.ReadAsync().AsTask().Within("a part");

        public int PartsOf(Frame frame) => parts;

        public ValueTask WriteAsync(Frame frame, int part)
        {
            var write = new Write(frame, part, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _writes.Writer.TryWrite(write);
            return new(write.Left.Task);
        }

        public void Abort(bool mayReturn) => Assert.Fail("The line was called slow.");

        public sealed record Write(Frame Frame, int Part, TaskCompletionSource Left);
    }

    private sealed class CountedMark : PendingFrame
    {
        public int Taken { get; private set; }

        public string Value { get; set; } = "first";

        public override Frame? Next()
        {
            Taken++;
            return new("state", Value);
        }
    }
}
