using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Tests.Gateway.Presence;

public sealed class PresenceRoundsTests
{
    private readonly PresenceRounds _rounds = new(new("demo", "workitem", "42"));

    [Fact]
    public void Who_was_told_the_round_before_gets_what_changed_and_all_get_the_same_frame()
    {
        _rounds.Advance(Of("ana", "bo"));
        _rounds.Advance(Of("bo", "cy"));

        var changed = Assert.IsType<PresenceChangedBody>(_rounds.Next(1)!.Body);
        Assert.Equal((2, "cy", "ana"), (changed.Total, Assert.Single(changed.Joined!).User, Assert.Single(changed.Left!)));
        Assert.Same(_rounds.Next(1), _rounds.Next(1));
        Assert.Null(_rounds.Next(2));
    }

    [Fact]
    public void Who_was_told_less_gets_the_whole_and_nobody_hears_of_an_empty_room_who_knows_of_none()
    {
        Assert.Null(_rounds.Next(0));
        _rounds.Advance(Of("ana"));
        Assert.Equal("ana", Assert.Single(Assert.IsType<PresenceBody>(_rounds.Next(0)!.Body).Users).User);
        _rounds.Advance(Of("ana", "bo"));
        _rounds.Advance(Of());

        Assert.Equal("presence", _rounds.Next(1)!.Name);
        Assert.Equal("presenceChanged", _rounds.Next(2)!.Name);
        Assert.Null(_rounds.Next(0));
    }

    [Fact]
    public void A_changed_status_is_told_as_joined()
    {
        _rounds.Advance(Of("ana"));
        _rounds.Advance(new("e", 2, 1, false, [new("ana", "ana", PresenceStatus.Away)]));

        var changed = Assert.IsType<PresenceChangedBody>(_rounds.Next(1)!.Body);
        Assert.Equal(PresenceStatus.Away, Assert.Single(changed.Joined!).Status);
        Assert.Empty(changed.Left!);
    }

    [Fact]
    public void What_shows_nothing_new_is_no_round()
    {
        Assert.True(_rounds.Advance(Of("ana")));
        Assert.False(_rounds.Advance(Of("ana") with { Version = 9 }));
        Assert.Equal(1, _rounds.Round);
    }

    [Fact]
    public void A_crowd_is_a_number_and_its_end_is_told_whole()
    {
        _rounds.Advance(Of("ana"));
        _rounds.Advance(Crowd(101));
        var count = Assert.IsType<PresenceChangedBody>(_rounds.Next(1)!.Body);
        Assert.Equal((101, null, null), (count.Total, count.Joined, count.Left));
        Assert.Empty(Assert.IsType<PresenceBody>(_rounds.Next(0)!.Body).Users);

        _rounds.Advance(Of("ana", "bo"));
        Assert.Equal(2, Assert.IsType<PresenceBody>(_rounds.Next(2)!.Body).Users.Count);
    }

    [Fact]
    public void A_client_that_does_as_PROTOCOL_md_says_ends_up_with_what_is_shown_however_slow_it_is() =>
        Prop.ForAll(Arb.From(Views), views =>
        {
            var (rounds, client, told) = (new PresenceRounds(new EntityKey("demo", "workitem", "42")), new ShownViewers(), 0);
            PresenceView last = PresenceView.Empty;
            foreach (var (view, reads) in views)
            {
                rounds.Advance(last = view);
                if (reads) Read();
            }

            Read();
            return client.Total == last.Total && client.Users.OrderBy(user => user.User).SequenceEqual(ViewerBody.All(last.Shown).OrderBy(user => user.User));

            void Read()
            {
                if (rounds.Next(told) is { } frame) client.Take(frame.Body);
                told = rounds.Round;
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<(PresenceView View, bool Reads)[]> Views =>
        (from members in Gen.SubListOf("ana", "bo", "cy", "di")
         from status in Gen.Elements(PresenceStatus.Away, PresenceStatus.Online)
         from isCrowd in Gen.Frequency((1, Gen.Constant(true)), (4, Gen.Constant(false)))
         from reads in Gen.Elements(true, false)
         select (isCrowd ? Crowd(200 + members.Count) : new PresenceView("e", 1, members.Count, false, [.. members.Select(member => new PresenceEntry(member, member, status))]), reads))
        .ArrayOf();

    private static PresenceView Of(params string[] members) =>
        new("e", 1, members.Length, false, [.. members.Select(member => new PresenceEntry(member, member, PresenceStatus.Online))]);

    private static PresenceView Crowd(int total) => new("e", 1, total, true, []);
}
