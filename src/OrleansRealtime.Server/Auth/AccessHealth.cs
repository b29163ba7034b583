using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Auth;

/// <summary>Whether the application last said who may see what, for the node's health: while it does not, nobody is let in, and pages fall behind.</summary>
internal sealed class AccessHealth
{
    private volatile bool _isUnanswered;

    public IEnumerable<ClusterWarning> Warnings => _isUnanswered
        ? [new("access_unanswered", "The application did not answer the last question of who may see what: look at Access:CallbackUrl and Access:CallbackAuthorization.")]
        : [];

    public void Answered() => _isUnanswered = false;

    public void Failed() => _isUnanswered = true;
}
