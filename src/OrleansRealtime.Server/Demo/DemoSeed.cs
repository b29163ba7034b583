using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Demo;

/// <summary>While one develops: fills the workspace of the demo at the first start, before the first page can ask for it.</summary>
internal sealed partial class DemoSeed(IGrainFactory grains, ILogger<DemoSeed> logger) : IHostedService
{
    public const string Workspace = "demo";
    public const string ItemType = "workitem";

    /// <summary>Items that are created at once: they share commits.</summary>
    private const int Concurrency = 16;

    private static readonly EntityKey Board = new(Workspace, "board", "main");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var reading = await grains.GetGrain<IEntityGrain>(Board.ToString()).Read();
        // Deleted by somebody is not missing.
        if (reading.Position is not null) return;

        var board = DemoBoard.Load();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(board.Items, options, async (item, _) => await CreateAsync(item));
        // The last of all: a start that was cut short begins again.
        await CreateAsync(Board, board.Fields());
        Seeded(logger, board.Items.Length, Workspace);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // By those who see to them, and followed by nobody: a bell that has been shaken before the first visit would explain nothing.
    private async Task CreateAsync(DemoItem item)
    {
        var key = new EntityKey(Workspace, ItemType, item.Id);
        await CreateAsync(key, item.Fields(), item.Assignee);
        if (item.Assignee is { } assignee)
            await grains.GetGrain<IEntityGrain>(key.ToString()).Mutate(new(new SetFollowers(assignee, false), Precondition.None, Key: null, Actor: null));
    }

    private async Task CreateAsync(EntityKey key, JsonFields fields, string? actor = null)
    {
        var command = new EntityCommand(new PutFields(fields), new(MustNotExist: true), Key: null, actor);
        var outcome = await grains.GetGrain<IEntityGrain>(key.ToString()).Mutate(command);
        // There already: of a start that was cut short, or somebody's own.
        if (outcome.Error is { } error && error != ProblemCodes.PositionConflict.Code)
            throw new InvalidOperationException($"The demo's {key} could not be created: {error}.");
    }

    [LoggerMessage(7310, LogLevel.Information, "Created {Items} items and a board in the workspace {Workspace}", EventName = nameof(Seeded))]
    private static partial void Seeded(ILogger logger, int items, string workspace);

    // Next id: 7311
}
