using System.Collections.Immutable;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Commits;

public class CommitBatchTests
{
    private readonly CommitBatch<string> _batch = new("before");

    [Fact]
    public void One_that_throws_leaves_record_rows_and_effects_as_they_were()
    {
        _batch.Apply(batch => Change(batch, "one"));

        Assert.Throws<InvalidDataException>(() => _batch.Apply<string>(batch =>
        {
            Change(batch, "two");
            batch.Add(new("row", "new", "2"));
            batch.Forget();
            throw new InvalidDataException("bad");
        }));

        Assert.Equal("one", _batch.Record);
        Assert.Equal([new GrainRow("row", "one row", "\"one\"")], _batch.Rows);
        Assert.Equal(["one"], _batch.Effects<Told>().Texts);
    }

    [Fact]
    public void A_first_one_that_throws_leaves_nothing_to_write()
    {
        Assert.Throws<InvalidDataException>(() => _batch.Apply<string>(batch =>
        {
            Change(batch, "one");
            throw new InvalidDataException("bad");
        }));

        Assert.False(_batch.IsDirty);
        Assert.Equal("before", _batch.Record);
        Assert.False(_batch.TryGetRow("row", "one row", out _));
        Assert.Empty(_batch.Effects<Told>().Texts);
    }

    [Fact]
    public void Effects_alone_are_nothing_to_write()
    {
        _batch.SetEffects(new Told { Texts = ["one"] });

        Assert.False(_batch.IsDirty);
    }

    private static string Change(CommitBatch<string> batch, string text)
    {
        batch.Set(text);
        batch.Add(new("row", "one row", $"\"{text}\""));
        batch.SetEffects(new Told { Texts = batch.Effects<Told>().Texts.Add(text) });
        return text;
    }

    private sealed record Told
    {
        public ImmutableList<string> Texts { get; init; } = [];
    }
}
