using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>A standing that is lost, and comes back, when the test says so.</summary>
internal sealed class SwitchableStanding : IStanding
{
    private volatile bool _isLost;

    public bool Holds
    {
        get => !_isLost;
        set => _isLost = !value;
    }

    public ValueTask RequireAsync() => Holds ? ValueTask.CompletedTask : ValueTask.FromException(new NotStandingException());
}
