using OrleansRealtime.Consistency.Clients;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>The nemesis of what is stored: reads fail now and then; writes fail before or after they commit, or time out and commit when
/// nobody waits for them any more.</summary>
internal sealed class StorageNemesis(Nemesis nemesis) : IStorageFaults
{
    public Task<T> ReadAsync<T>(string what, Func<Task<T>> read) =>
        nemesis.Roll(what, (Fault.RowsFail, 0.01)) == Fault.None ? nemesis.WorkAsync(read) : throw new IOException("The read fails.");

    public async Task WriteAsync(GrainWrite write)
    {
        var name = $"{write.StateName} {write.Grain.Key}";
        if (nemesis.Mode == NemesisMode.NobodyTold && write.StateName == InboxRows.StateName)
        {
            nemesis.Strike(Fault.WriteFailsBefore, name);
            throw new IOException("No inbox can be written.");
        }

        if (nemesis.IsLastAnswerLost(name))
        {
            await WorkAsync(write.CommitAsync);
            throw new IOException("The answer to the last write is lost.");
        }

        // What is lost at a hot entity is soon overtaken, so that it commits late at a quiet one only.
        var lost = name.EndsWith($"/{ContentionWorkload.Entity}", StringComparison.Ordinal) ? 0.3 : 0.02;
        switch (nemesis.Roll($"write {name}", (Fault.WriteFailsBefore, 0.02), (Fault.WriteFailsAfter, 0.025), (Fault.WriteLostAndLate, lost)))
        {
            case Fault.WriteFailsBefore:
                throw new IOException("The write fails.");
            case Fault.WriteFailsAfter:
                await WorkAsync(write.CommitAsync);
                throw new IOException("The answer to a write that was committed is lost.");
            case Fault.WriteLostAndLate:
                var commitLate = write.Detach();
                nemesis.Later(nemesis.Random.Next($"late {name}", 0, 300), () => WorkAsync(commitLate));
                throw new TimeoutException("The write times out; it is still on its way.");
            default:
                await WorkAsync(write.CommitAsync);
                break;
        }
    }

    public async Task DeleteAsync(string what, Func<Task> delete)
    {
        var fault = nemesis.Roll(what, (Fault.WriteFailsBefore, 0.03), (Fault.WriteFailsAfter, 0.03));
        if (fault == Fault.WriteFailsBefore) throw new IOException("The rows cannot be deleted.");
        await WorkAsync(delete);
        if (fault == Fault.WriteFailsAfter) throw new IOException("The rows are deleted, and nobody is told.");
    }

    private async Task WorkAsync(Func<Task> work) => await nemesis.WorkAsync(async () =>
    {
        await work();
        return true;
    });
}
