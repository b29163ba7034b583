using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.Systems;

/// <summary>What is measured: the platform, or a peer that brings the same edits to the same viewers. It runs in processes of its own.</summary>
internal interface ISystem : IAsyncDisposable
{
    string Name { get; }

    Uri Url { get; }

    /// <summary>The processes whose time and memory are those of the system.</summary>
    IReadOnlyList<int> Processes { get; }

    /// <summary>The process of its database or broker, which is counted apart; <c>null</c> where it has none.</summary>
    int? Store { get; }

    /// <summary>Whether <see cref="Processes"/> are those of .NET, which compile while they are warmed.</summary>
    bool IsDotNet { get; }

    /// <summary>Whether a viewer that falls behind is told several edits as one.</summary>
    bool Coalesces { get; }

    /// <summary>Of viewers for whom it makes no difference whether they are one user.</summary>
    IViewerProtocol Protocol { get; }

    /// <summary>Of the viewers of one user, where the system knows users.</summary>
    Task<IViewerProtocol> ProtocolOfAsync(string user);

    /// <summary>Makes the entities, where they have to be there before they are edited.</summary>
    Task CreateAsync(IReadOnlyList<string> entities, CancellationToken stop);

    /// <summary>Sends one edit and ends with its answer.</summary>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    Task EditAsync(string entity, EditMark mark, CancellationToken stop);
}
