using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Viewers;
using OrleansRealtime.TestKit;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>A peer: a program that takes an edit by <c>POST /edit/ENTITY</c> and sends it on to those who watch the entity.</summary>
/// <param name="folder">What the program writes into: it goes when the program has ended.</param>
internal sealed class PeerSystem(
    string name, Uri url, Child program, IViewerProtocol protocol, bool isDotNet, IAsyncDisposable? store = null, int? storeProcess = null, TestFolder? folder = null)
    : ISystem
{
    private readonly EditSender _sender = new();

    public string Name => name;

    public Uri Url => url;

    public IReadOnlyList<int> Processes { get; } = [program.Id];

    public int? Store => storeProcess;

    public bool IsDotNet => isDotNet;

    public bool Coalesces => false;

    public IViewerProtocol Protocol => protocol;

    public Task<IViewerProtocol> ProtocolOfAsync(string user) => Task.FromResult(protocol);

    public Task CreateAsync(IReadOnlyList<string> entities, CancellationToken stop) =>
        Task.WhenAll(entities.Select(entity => EditAsync(entity, default, stop)));

    public Task EditAsync(string entity, EditMark mark, CancellationToken stop) =>
        _sender.SendAsync(HttpMethod.Post, new(url, $"/edit/{entity}"), mark.Body, null, stop);

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        await program.DisposeAsync();
        if (store is not null) await store.DisposeAsync();
        folder?.Dispose();
    }
}
