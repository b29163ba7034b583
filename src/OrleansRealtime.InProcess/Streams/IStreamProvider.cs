using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A source of streams; a keyed service under its name. This engine brings none.</summary>
public interface IStreamProvider
{
    string Name { get; }

    bool IsRewindable { get; }

    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>Streams by namespace and key.</summary>
public static class StreamProviderExtensions
{
    public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id)
    {
        ArgumentNullException.ThrowIfNull(streamProvider);
        return streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }
}
