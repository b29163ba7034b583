using System.Threading.Channels;

namespace OrleansRealtime.Tests;

/// <summary>
/// Grain calls that are in flight to a silo which dies under them: nothing ever answers them. A service of whoever calls, as
/// <see cref="IOutgoingGrainCallFilter"/>, behind the filters that are to notice.
/// </summary>
internal sealed class LostCalls : IOutgoingGrainCallFilter
{
    private readonly Lock _gate = new();
    private Channel<string> _lost = Channel.CreateUnbounded<string>();
    private Func<IOutgoingGrainCallContext, bool> _isLost = static _ => false;
    private int _left;
    private int _count;

    /// <summary>How many were lost since <see cref="Lose"/>.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>From now on, calls of a method are lost.</summary>
    /// <param name="method"><c>null</c> = of every one.</param>
    /// <param name="grain">The key of the one grain whose they are; <c>null</c> = of all.</param>
    /// <param name="times">So many of them; later ones are answered.</param>
    public void Lose(string? method, string? grain = null, int times = int.MaxValue)
    {
        lock (_gate)
        {
            (_left, _count, _lost) = (times, 0, Channel.CreateUnbounded<string>());
            _isLost = call => (method is null || call.MethodName == method) && (grain is null || call.TargetId.Key.ToString() == grain);
        }
    }

    /// <summary>From now on, all are answered.</summary>
    public void LoseNone() => Lose("", times: 0);

    /// <summary>Waits until one more was lost.</summary>
    public Task NextAsync(string what) => _lost.Reader.ReadAsync().AsTask().Within($"a call that is lost: {what}");

    public Task Invoke(IOutgoingGrainCallContext context) => IsLost(context) ? new TaskCompletionSource().Task : context.Invoke();

    private bool IsLost(IOutgoingGrainCallContext context)
    {
        lock (_gate)
        {
            if (!_isLost(context) || _left == 0) return false;
            _left--;
            _count++;
            _lost.Writer.TryWrite(context.MethodName);
            return true;
        }
    }
}
