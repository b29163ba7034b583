namespace Orleans.Core
{
    /// <summary>A grain's view of one stored record. Operations run one after another, in the order of the calls.</summary>
    public interface IStorage
    {
        string? Etag { get; }

        bool RecordExists { get; }

        Task ClearStateAsync();

        Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

        Task ReadStateAsync();

        Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();

        Task WriteStateAsync();

        Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();
    }

    /// <inheritdoc/>
    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    using Orleans.Core;

    /// <summary>A grain's stored state, as a constructor parameter; already read when the grain is activated.</summary>
    public interface IPersistentState<TState> : IStorage<TState>;

    /// <summary>Names the state, and the storage that holds it.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }
}
