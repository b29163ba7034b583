using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

public class FieldMergeTests
{
    // The examples of RFC 7396, appendix A, as far as they concern objects: the fields of an entity always are one.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":1}""", """{"a":1}""", """{"a":1,"e":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("{}", """{"a":[null,{"b":null}]}""", """{"a":[null,{"b":null}]}""")]
    public void Patches_as_the_standard_says(string before, string patch, string after) =>
        Assert.Equal(after, FieldMerge.Patch(JsonFields.Parse(before), JsonFields.Parse(patch)).Fields.ToString());

    [Fact]
    public void A_nested_patch_gives_the_whole_new_value_of_its_top_level_field()
    {
        var merged = FieldMerge.Patch(JsonFields.Parse("""{"a":{"x":1,"y":2},"b":3}"""), JsonFields.Parse("""{"a":{"y":null}}"""));

        Assert.Equal("""{"a":{"x":1}}""", merged.Changed.ToString());
    }

    [Fact]
    public void A_nested_patch_leaves_text_as_it_is()
    {
        var merged = FieldMerge.Patch(JsonFields.Parse("""{"a":{"x":"Привет"}}"""), JsonFields.Parse("""{"a":{"y":"😀"}}"""));

        Assert.Equal("""{"x":"Привет","y":"😀"}""", merged.Fields["a"]);
    }

    [Fact]
    public void Numbers_keep_the_text_that_the_caller_wrote()
    {
        var merged = FieldMerge.Patch(JsonFields.Parse("""{"a":{"x":1.10}}"""), JsonFields.Parse("""{"a":{"y":12345678901234567890.0}}"""));

        Assert.Equal("""{"x":1.10,"y":12345678901234567890.0}""", merged.Fields["a"]);
    }

    [Fact]
    public void A_replacement_removes_what_it_does_not_name()
    {
        var merged = FieldMerge.Replace(JsonFields.Parse("""{"a":1,"b":2}"""), JsonFields.Parse("""{"b":2,"c":3}"""));

        Assert.Equal("""{"a":null,"c":3}""", merged.Changed.ToString());
    }

    [Fact]
    public void The_changed_fields_lead_from_the_old_state_to_the_new_one_and_the_size_follows() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Objects, Objects, (before, patch) =>
        {
            var fields = FieldMerge.Replace(JsonFields.Empty, WithoutNulls(before)).Fields;
            var merged = FieldMerge.Patch(fields, JsonFields.Parse(patch));

            var applied = fields.Values;
            foreach (var (field, value) in merged.Changed.Values)
            {
                Assert.NotEqual(fields[field], value);
                applied = value == JsonFields.Removed ? applied.Remove(field) : applied.SetItem(field, value);
            }

            Assert.Equal(merged.Fields, new(applied));
            Assert.Equal(merged.Fields.SizeInBytes(), fields.SizeInBytes() + merged.Bytes);
        }));

    [Fact]
    public void A_patch_that_was_applied_changes_nothing_the_second_time() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Objects, Objects, (before, patch) =>
        {
            var once = FieldMerge.Patch(WithoutNulls(before), JsonFields.Parse(patch)).Fields;

            Assert.Equal(0, FieldMerge.Patch(once, JsonFields.Parse(patch)).Changed.Count);
        }));

    private static JsonFields WithoutNulls(string json) => FieldMerge.Patch(JsonFields.Empty, JsonFields.Parse(json)).Fields;

    private static readonly Arbitrary<string> Objects = Arb.From(Gen.Sized(size => Object(Math.Min(size, 4)).Select(node => node.ToJsonString())));

    private static Gen<JsonObject> Object(int depth) =>
        from names in Gen.SubListOf("a", "b", "c", "ключ", "")
        from values in Gen.ArrayOf(Value(depth), names.Count)
        select new JsonObject(names.Zip(values, (name, value) => KeyValuePair.Create(name, JsonNode.Parse(value))));

    private static Gen<string> Value(int depth)
    {
        var leaf = Gen.Elements("null", "1", "1.0", "true", "\"x\"", "\"\\u00e9\"", "[]", "[null,1]", "{}");
        return depth == 0 ? leaf : Gen.OneOf(leaf, Object(depth - 1).Select(node => node.ToJsonString(JsonSerializerOptions.Default)));
    }
}
