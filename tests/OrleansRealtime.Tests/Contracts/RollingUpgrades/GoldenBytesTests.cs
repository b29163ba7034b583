using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Session;
using Orleans.Serialization.WireProtocol;
using OrleansRealtime.Contracts;
using OrleansRealtime.Gateway;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>
/// Two builds that run side by side understand each other: today's code reads what earlier code wrote, writes all that earlier code reads, and
/// passes over what later code will have added.
/// </summary>
public sealed class GoldenBytesTests
{
    /// <summary>Larger than any member's number, so that it is one that nobody knows.</summary>
    private const uint LaterMember = 1_000;

    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<string> Names => [.. GoldenValues.All.Keys];

    private static Serializer Serializer => Services.GetRequiredService<Serializer>();

    [Fact]
    public void Every_type_that_is_serialised_has_golden_bytes_and_an_alias()
    {
        if (GoldenFile.MayAdd) GoldenFile.Add(GoldenValues.All.Select(value => KeyValuePair.Create(value.Key, Serializer.SerializeToArray(value.Value))));
        var serialised = SerialisedTypes().ToList();
        Assert.NotEmpty(serialised);

        Complaints.None(serialised.Where(type => !type.GetCustomAttributes<AliasAttribute>(inherit: false).Any()).Select(type => $"{type.Name} has no alias, and its name could not be changed"));
        var valued = GoldenValues.All.Values.Select(value => value.GetType()).ToHashSet();
        Complaints.None(serialised.Where(type => !type.IsAbstract && !valued.Contains(type)).Select(type => $"{type.Name} has no golden value: add one to GoldenValues, then {GoldenFile.HowToAdd}"));
        Complaints.None(GoldenValues.All.Keys.Except(GoldenFile.Read().Keys).Select(name => $"{name} has no golden bytes: {GoldenFile.HowToAdd}"));
        Complaints.None(GoldenFile.Read().Keys.Except(GoldenValues.All.Keys).Select(name => $"{name} has golden bytes and no value: earlier builds send it"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_earlier_code_wrote_is_read_as_what_it_was(string name)
    {
        var read = Serializer.Deserialize<object>(Golden(name));

        Assert.Equal(Shown.As(GoldenValues.All[name]), Shown.As(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_earlier_code_reads_is_written(string name)
    {
        var now = Serializer.SerializeToArray(GoldenValues.All[name]);

        Complaints.None(Fields(Golden(name)).Except(Fields(now)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_later_code_adds_is_passed_over(string name)
    {
        var later = WithLaterMembers(Golden(name));

        Assert.Equal(Shown.As(GoldenValues.All[name]), Shown.As(Serializer.Deserialize<object>(later)));
    }

    private static byte[] Golden(string name) => GoldenFile.Read().GetValueOrDefault(name) ?? throw new InvalidOperationException($"{name} has no golden bytes: {GoldenFile.HowToAdd}");

    private static ImmutableHashSet<string> Fields(byte[] bytes)
    {
        using var session = Services.GetRequiredService<SerializerSessionPool>().GetSession();
        return WireFields.Of(bytes, session);
    }

    /// <summary>As a later build would write it: before the end of the object a text, a number and an object more.</summary>
    private static byte[] WithLaterMembers(byte[] bytes)
    {
        using var session = Services.GetRequiredService<SerializerSessionPool>().GetSession();
        using var buffer = new PooledBuffer();
        var writer = Writer.Create(buffer, session);
        writer.Write(bytes.AsSpan(0, bytes.Length - 1));
        StringCodec.WriteField(ref writer, LaterMember, "later");
        Int64Codec.WriteField(ref writer, 1, 7);
        writer.WriteFieldHeaderExpected(1, WireType.TagDelimited);
        StringCodec.WriteField(ref writer, 0, "inner");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Commit();
        return writer.Output.ToArray();
    }

    private static IEnumerable<Type> SerialisedTypes() =>
        from assembly in (Assembly[])
        [
            typeof(EntityKey).Assembly, typeof(LiveBatch).Assembly, typeof(GrainsHosting).Assembly, typeof(StorageOptions).Assembly,
            typeof(GatewayOptions).Assembly, typeof(NodeHosting).Assembly,
        ]
        from type in assembly.GetTypes()
        where type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null
        select type;
}
