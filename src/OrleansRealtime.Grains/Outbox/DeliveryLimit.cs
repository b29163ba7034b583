namespace OrleansRealtime.Grains.Outbox;

/// <summary>
/// How many notifications a silo brings to users at once, of all the grains that tell many. Each is a commit, and what is under way stands between
/// an edit and its own commit: twenty notices to a thousand users each would put 160 there.
/// </summary>
internal sealed class DeliveryLimit(TimeProvider time) : IDisposable
{
    /// <summary>16: enough to share a flush to the disk, and fewer than the connections that a silo has to PostgreSQL.</summary>
    public const int AtOnce = 16;

    /// <summary>What takes longer than this waits for another silo, and takes nobody's turn any more. 1 s: a commit takes some milliseconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(AtOnce);

    /// <summary>Delivers when it is its turn, in the order of the calls.</summary>
    public async Task RunAsync(Func<Task> deliver, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var delivery = Task.CompletedTask;
        try
        {
            delivery = deliver();
            await delivery.WaitAsync(Longest, time, cancellationToken);
        }
        catch (TimeoutException) when (!delivery.IsCompleted)
        {
            // It goes on without a turn.
        }
        finally
        {
            _free.Release();
        }

        await delivery.WaitAsync(cancellationToken);
    }

    public void Dispose() => _free.Dispose();
}
