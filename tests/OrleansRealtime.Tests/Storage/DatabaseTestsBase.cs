using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>What holds for a database of every store; each has a subclass that makes one.</summary>
public abstract class DatabaseTestsBase : IAsyncLifetime
{
    protected static readonly GrainRowOwner Owner = new("note", "demo/note/1");

    private TestDatabase? _test;

    private protected TestDatabase Test => _test ?? throw new InvalidOperationException("The database was not made.");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract Task<TestDatabase> CreateAsync();

    public async ValueTask InitializeAsync() => _test = await CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_test is not null) await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
