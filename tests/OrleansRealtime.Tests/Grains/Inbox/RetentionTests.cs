using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Due = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void What_is_old_goes_and_what_is_snoozed_stays_however_old_it_is() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Cases(), one =>
        {
            var (items, snoozed, old) = one;
            var inbox = InboxRecord.Empty;
            for (var i = 0; i < items; i++) inbox = InboxRules.Add(inbox, 100, out _);
            inbox = InboxRules.Mark(inbox, new(MarkAs.Snoozed, [.. snoozed], null, Due));
            var batch = new CommitBatch<InboxRecord>(inbox);

            Retention.Forget(batch, old, Due);

            var after = batch.Record!;
            var gone = old.Except(inbox.Snoozed.Keys).Where(inbox.Items.Contains).ToList();
            Assert.Equal(inbox.Items.Ascending().Except(gone), after.Items.Ascending());
            Assert.Equal(inbox.Snoozed, after.Snoozed);
            Assert.All(gone, seq => Assert.True(batch.TryGetRow(InboxRows.Items, $"{seq:D16}", out var row) && row.Value is null));
            Assert.DoesNotContain(batch.Rows, row => row.Collection == InboxRows.Items && inbox.Snoozed.ContainsKey(long.Parse(row.Id)));
            Assert.Equal(after.Items.IsEmpty ? null : Due, after.OldestDue);
            Assert.True(batch.TryGetRow(InboxRows.Retention, InboxRows.Retention, out var due));
            Assert.Equal((after.OldestDue is null, after.OldestDue), (due.Value is null, due.DueAt));
        }));

    private static Arbitrary<(int Items, List<long> Snoozed, List<long> Old)> Cases()
    {
        var seqs = Gen.Choose(1, 12).Select(seq => (long)seq).ListOf().Select(all => all.Distinct().ToList());
        return (from items in Gen.Choose(0, 10) from snoozed in seqs from old in seqs select (items, snoozed, old)).ToArbitrary();
    }
}
