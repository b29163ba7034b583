namespace OrleansRealtime.Tests.Storage.Sqlite;

/// <summary>The connections of one process.</summary>
public sealed class SqliteDatabaseTests
{
    [Fact]
    public async Task Closing_waits_for_the_write_under_way_and_refuses_those_behind_it()
    {
        using var test = new SqliteTestDatabase();
        using var begun = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        var write = test.Database.WriteAsync(session =>
        {
            begun.Release();
            go.Wait(TestContext.Current.CancellationToken);
            return session.Query("SELECT 1", row => row.GetInt32(0))[0];
        }, TestContext.Current.CancellationToken);
        await begun.WaitAsync(TestContext.Current.CancellationToken).Within("the write");
        var behind = test.Database.WriteAsync(_ => 0, TestContext.Current.CancellationToken);

        var closing = Task.Run(test.Database.Dispose, TestContext.Current.CancellationToken);
        Assert.False(closing.IsCompleted);
        go.Set();

        Assert.Equal(1, await write.Within("the write's end"));
        await closing.Within("closing");
        var refused = await Record.ExceptionAsync(() => behind.Within("the write behind"));
        Assert.True(refused is null or ObjectDisposedException);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => test.Database.WriteAsync(_ => 0, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_readers_at_once_read_while_a_write_is_under_way()
    {
        using var test = new SqliteTestDatabase();
        var owner = new OrleansRealtime.Storage.GrainState.GrainRowOwner("note", "demo/note/1");
        await test.CommitAsync(owner, null, "one");
        using var go = new ManualResetEventSlim();
        var write = test.Database.WriteAsync(session =>
        {
            session.Script("UPDATE GrainState SET Version = 2");
            go.Wait(TestContext.Current.CancellationToken);
            return 0;
        }, TestContext.Current.CancellationToken);

        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => test.ReadAsync(owner))).Within("the reads");

        Assert.All(reads, read => Assert.Equal(1, read.Version));
        go.Set();
        await write.Within("the write");
        Assert.Equal(2, (await test.ReadAsync(owner)).Version);
    }
}
