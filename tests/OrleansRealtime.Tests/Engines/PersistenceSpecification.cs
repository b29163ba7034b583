using System.Text.Json;
using Orleans.Storage;

namespace OrleansRealtime.Tests.Engines;

/// <summary>Persistent state: when it is read, what a write means, and what follows when one fails.</summary>
public sealed class PersistenceSpecification : EngineSpecification, IDisposable
{
    public PersistenceSpecification(EngineFixture fixture) : base(fixture)
    {
        // The tests of this class run one after another and share the storage; its hooks are the test's own.
        Dispose();
    }

    private GrainId Id => Grain<IStateGrain>().GetGrainId();

    public void Dispose() => Storage.BeforeRead = Storage.BeforeCommit = Storage.AfterCommit = null;

    [Fact]
    public async Task State_that_was_never_written_is_new_and_has_no_record()
    {
        Assert.Equal(new(0, false, null), await Grain<IStateGrain>().Value());
        Assert.Equal(["activated with 0"], Probe.Notes);
    }

    [Fact]
    public async Task Written_state_is_read_before_the_next_activation()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(7);
        var written = await grain.Value();
        await grain.Retire();

        var read = await grain.Value();

        Assert.True(written.Exists);
        Assert.NotNull(written.Etag);
        Assert.Equal(written, read);
        Assert.Equal(["activated with 0", "activated with 7"], Probe.Notes);
    }

    [Fact]
    public async Task What_was_not_written_is_gone_with_the_activation()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        await grain.Change(2);
        await grain.Retire();

        Assert.Equal(1, (await grain.Value()).Value);
    }

    [Fact]
    public async Task Cleared_state_is_new_again()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(7);

        await grain.Clear();

        Assert.Equal((0, false), await ValueAndExistence());
        await grain.Retire();
        Assert.Equal((0, false), await ValueAndExistence());
        await grain.Write(8);
        Assert.Equal((8, true), await ValueAndExistence());

        async Task<(int Value, bool Exists)> ValueAndExistence()
        {
            var stored = await grain.Value();
            return (stored.Value, stored.Exists);
        }
    }

    [Fact]
    public async Task Reading_again_takes_what_is_stored()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        Storage.Overwrite("spec", Id, new SpecState { Value = 2 });

        await grain.Reread();

        Assert.Equal(2, (await grain.Value()).Value);
    }

    [Fact]
    public async Task An_inconsistency_that_gets_out_ends_the_activation()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        Storage.Overwrite("spec", Id, new SpecState { Value = 2 });

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write(3));

        Assert.Equal(2, (await grain.Value()).Value);
        Assert.Equal(["activated with 0", "activated with 2"], Probe.Notes);
    }

    [Fact]
    public async Task An_inconsistency_that_the_grain_handles_does_not()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        Storage.Overwrite("spec", Id, new SpecState { Value = 2 });

        Assert.Equal("inconsistent", await grain.TryWrite(3));

        Assert.Equal(3, (await grain.Value()).Value);
        Assert.Equal(["activated with 0"], Probe.Notes);
    }

    [Fact]
    public async Task An_inconsistency_ends_the_activation_that_it_comes_from_and_no_other()
    {
        var (grain, other) = (Grain<IStateGrain>(), Grain<IStateGrain>(" other"));
        await grain.Write(1);
        await other.Change(5);
        Storage.Overwrite("spec", Id, new SpecState { Value = 2 });

        await Assert.ThrowsAsync<InconsistentStateException>(() => other.WriteThrough(grain, 3));

        Assert.Equal(2, (await grain.Value()).Value);
        Assert.Equal(5, (await other.Value()).Value);
    }

    [Fact]
    public async Task Another_failure_of_the_storage_is_told_as_one_of_the_engine_and_ends_nothing()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        Storage.BeforeCommit = (_, _) => throw new SpecException("disk full");

        var exception = await Assert.ThrowsAsync<OrleansException>(() => grain.Write(2));

        Assert.Contains("disk full", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(new(2, true, "v1"), await grain.Value());
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_shows_as_an_inconsistency_of_the_next()
    {
        var grain = Grain<IStateGrain>();
        await grain.Write(1);
        Storage.AfterCommit = (_, _) => throw new SpecException("connection lost");
        await Assert.ThrowsAsync<OrleansException>(() => grain.Write(2));
        Dispose();

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write(3));

        Assert.Equal(2, (await grain.Value()).Value);
    }

    [Fact]
    public async Task State_that_cannot_be_read_fails_the_activation()
    {
        var grain = Grain<IStateGrain>();
        Storage.BeforeRead = (_, _) => throw new SpecException("unreadable");

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => grain.Value().Within("the failing activation"));
        Assert.Contains("unreadable", exception.ToString(), StringComparison.Ordinal);

        Dispose();
        Assert.Equal(0, (await grain.Value().Within("the next activation")).Value);
    }

    [Fact]
    public async Task Writes_of_a_grain_never_overlap_and_the_last_holds_everything()
    {
        var grain = Grain<IReentrantStateGrain>();
        var id = grain.GetGrainId();
        var (underWay, most) = (0, 0);
        Storage.BeforeCommit = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(grain.Add)).Within("the writes");

        Assert.Equal(1, most);
        var stored = JsonSerializer.Deserialize<SpecState>(Storage.Json("spec", id)!)!;
        Assert.Equal(Enumerable.Range(0, 20), stored.Written.Order());
    }

    [Fact]
    public async Task A_held_write_holds_the_calls_behind_it()
    {
        var grain = Grain<IStateGrain>();
        await grain.Value();
        var release = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        Storage.BeforeCommit = (_, _) =>
        {
            begun.TrySetResult();
            return release.Task;
        };
        var write = grain.Write(1);
        await begun.Task.Within("the write");
        var read = grain.Value();

        Assert.False(read.IsCompleted);
        release.SetResult();

        await write.Within("the write's end");
        Assert.Equal(new(1, true, "v1"), await read.Within("the read"));
    }

    [Fact]
    public async Task State_is_out_of_reach_outside_the_grains_turns() =>
        Assert.Equal("refused", await Grain<IStateGrain>().ReachStateOutsideTurns());
}
