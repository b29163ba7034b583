using System.Collections.Immutable;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;
using Orleans.Serialization.WireProtocol;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>What stands in serialised bytes, field by field, whoever can make something of it.</summary>
internal static class WireFields
{
    /// <summary>Each field as its path of numbers and its value, so that what an earlier build reads can be looked for in what this one writes. A
    /// reference to a value before is told from the value, but not to which: numbers move when there are more values.</summary>
    public static ImmutableHashSet<string> Of(byte[] bytes, SerializerSession session)
    {
        var fields = ImmutableHashSet.CreateBuilder<string>();
        var reader = Reader.Create(bytes, session);
        ReadField(ref reader, reader.ReadFieldHeader(), "", fields);
        return fields.ToImmutable();
    }

    private static void ReadField<TInput>(ref Reader<TInput> reader, Field field, string path, ImmutableHashSet<string>.Builder fields)
    {
        var type = field.HasExtendedSchemaType ? $" ({field.FieldType?.Name})" : "";
        switch (field.WireType)
        {
            case WireType.TagDelimited:
                fields.Add($"{path}{type} object");
                ReadObject(ref reader, path, fields);
                break;
            case WireType.LengthPrefixed:
                fields.Add($"{path}{type} {Convert.ToHexStringLower(reader.ReadBytes(reader.ReadVarUInt32()))}");
                break;
            case WireType.Fixed32:
                fields.Add($"{path}{type} {reader.ReadUInt32()}");
                break;
            case WireType.Fixed64:
                fields.Add($"{path}{type} {reader.ReadUInt64()}");
                break;
            case WireType.Reference:
                fields.Add($"{path} {(reader.ReadVarUInt32() == 0 ? "null" : "reference")}");
                break;
            default:
                fields.Add($"{path}{type} {reader.ReadVarUInt64()}");
                break;
        }
    }

    /// <summary>A base class's fields come first and are numbered for themselves; elements of a list share a number.</summary>
    private static void ReadObject<TInput>(ref Reader<TInput> reader, string path, ImmutableHashSet<string>.Builder fields)
    {
        var (level, id, same) = (0, 0u, 0);
        while (true)
        {
            var field = reader.ReadFieldHeader();
            if (field.IsEndObject) return;
            if (field.IsEndBaseFields)
            {
                (level, id, same) = (level + 1, 0, 0);
                continue;
            }

            same = field.FieldIdDelta == 0 ? same + 1 : 0;
            id += field.FieldIdDelta;
            ReadField(ref reader, field, $"{path}/{level}.{id}.{same}", fields);
        }
    }
}
