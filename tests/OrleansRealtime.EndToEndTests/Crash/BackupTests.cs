namespace OrleansRealtime.EndToEndTests.Crash;

/// <summary>A copy that an operator makes while everybody goes on working, and what a server makes of it.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleansrealtime-backup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_answered_before_it_is_in_it_and_every_page_gets_what_the_copy_has()
    {
        await using var server = await ServerProcess.StartAsync();
        var api = server.Caller("demo");
        await api.PutAsync("entities/workitem/1", new { fields = new { title = "0" } });
        var answered = 0;
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync();
        await Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref answered)), count => count > 20, "some edits");
        var before = Volatile.Read(ref answered);
        var copy = Path.Combine(_folder, "copy.db");

        await ShellCommand.RunAsync(_folder, "dotnet", BuiltServer.Assembly, "backup", copy, "--Data:Folder", server.DataFolder);

        await enough.CancelAsync();
        await writing;
        var after = (await api.GetAsync("entities/workitem/1")).Position;
        await using var restored = await ServerProcess.StartInFolderAsync(folder =>
        {
            File.Copy(copy, Path.Combine(folder, "realtime.db"));
            return Task.CompletedTask;
        });
        var there = (await restored.Caller("demo").GetAsync("entities/workitem/1")).Is(System.Net.HttpStatusCode.OK);
        Assert.InRange(int.Parse(there["fields"].GetProperty("title").GetString()!, System.Globalization.CultureInfo.InvariantCulture), before, answered);

        // A tab that saw more than the copy has is told to start over.
        await using var tab = await HubClient.ConnectAsync(restored, await restored.Caller("demo").AsUserAsync("ana"));
        await tab.WatchAsync(new Item("workitem", "1", after));
        Assert.True((await tab.TakeAsync("state", state => state.IsOf("workitem", "1")))["reset"].GetBoolean());

        async Task WriteAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                (await api.PatchAsync("entities/workitem/1", new { title = $"{answered + 1}" })).Is(System.Net.HttpStatusCode.OK);
                Interlocked.Increment(ref answered);
            }
        }
    }
}
