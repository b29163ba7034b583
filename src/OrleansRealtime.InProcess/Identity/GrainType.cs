namespace Orleans.Runtime;

/// <summary>The kind part of an identity: by convention the class's name in lower case without the ending "grain".</summary>
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    private readonly IdSpan _value;

    public GrainType(IdSpan id) => _value = id;

    public bool IsDefault => _value.IsDefault;

    public static GrainType Create(string value) => new(IdSpan.Create(value));

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    public int CompareTo(GrainType other) => _value.CompareTo(other._value);

    public bool Equals(GrainType other) => _value.Equals(other._value);

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => _value.ToString();
}
