using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Calls;
using OrleansRealtime.LiveStreams;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Gateway.Calls;

/// <summary>Which calls may be asked again: reads of a few rows, and what has a key by which its owner knows it.</summary>
public sealed class RepeatableMethodTests
{
    private static readonly IdempotencyKey Key = new("k", "same");

    [Fact]
    public void Reads_may()
    {
        Assert.True(Of<IEntityGrain>(nameof(IEntityGrain.Read))!.MayRepeat([]));
        Assert.True(Of<IEntityGrain>(nameof(IEntityGrain.CatchUp))!.MayRepeat([null]));
        Assert.True(Of<IUserGrain>(nameof(IUserGrain.Badge))!.MayRepeat([]));
    }

    [Fact]
    public void Mutations_may_if_they_have_a_key()
    {
        var mutate = Of<IEntityGrain>(nameof(IEntityGrain.Mutate))!;
        Assert.True(mutate.MayRepeat([Patch("{}", key: "k")]));
        Assert.False(mutate.MayRepeat([Patch("{}")]));
        var mark = Of<IUserGrain>(nameof(IUserGrain.Mark))!;
        Assert.True(mark.MayRepeat([null, Key]));
        Assert.False(mark.MayRepeat([null, null]));
        Assert.True(Of<IUserGrain>(nameof(IUserGrain.SetPreferences))!.MayRepeat([null, Key, 3L]));
    }

    [Fact]
    public void Others_may_not()
    {
        Assert.Null(Of<IEntityGrain>(nameof(IEntityGrain.Comments)));
        Assert.Null(Of<IUserGrain>(nameof(IUserGrain.RefuseTokens)));
        Assert.Null(Of<IPresenceRoom>(nameof(IPresenceRoom.Report)));
        Assert.Null(Of<ILivePublisher>(nameof(ILivePublisher.Leave)));
    }

    [Fact]
    public void So_many_questions_are_asked_again_at_once()
    {
        var method = Of<IEntityGrain>(nameof(IEntityGrain.Read))!;
        for (var questions = 0; questions < RepeatableMethod.MostQuestions; questions++) Assert.True(method.TryEnter());

        Assert.False(method.TryEnter());
        Assert.False(method.TryEnter());
        method.Leave();
        Assert.True(method.TryEnter());
    }

    private static RepeatableMethod? Of<TGrain>(string method) => RepeatableMethod.Of(typeof(TGrain).GetMethod(method)!);
}
