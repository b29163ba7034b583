namespace Orleans.Runtime;

/// <summary>The key part of an identity.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    public bool IsDefault => _value is null;

    public static IdSpan Create(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new(id);
    }

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    public bool Equals(IdSpan obj) => string.Equals(_value, obj._value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => _value ?? "";
}
