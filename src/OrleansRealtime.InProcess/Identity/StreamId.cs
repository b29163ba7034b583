namespace Orleans.Runtime;

/// <summary>A stream's identity: a namespace and a key.</summary>
[Immutable]
[GenerateSerializer]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? ns, string key)
    {
        // An absent and an empty namespace are the same one.
        _namespace = string.IsNullOrEmpty(ns) ? null : ns;
        _key = key;
    }

    public static StreamId Create(string? ns, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(ns, key);
    }

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);

    public string? GetNamespace() => _namespace;

    public string GetKeyAsString() => _key ?? "";

    public int CompareTo(StreamId other) =>
        string.CompareOrdinal(_namespace, other._namespace) is var byNamespace and not 0
            ? byNamespace
            : string.CompareOrdinal(_key, other._key);

    public bool Equals(StreamId other) =>
        string.Equals(_key, other._key, StringComparison.Ordinal) && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_namespace, _key);

    public override string ToString() => _namespace is null ? $"null/{_key}" : $"{_namespace}/{_key}";
}
