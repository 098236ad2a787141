using System.Text;
using ErrorBudget.Pipeline.Policies;

namespace ErrorBudget.Pipeline.Tests.Policies;

public sealed class PolicyFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_is_read_in_order_of_names_without_other_files_and_folders()
    {
        Write("b.yml", "b");
        Write("a.yaml", "a");
        Write("Z.yaml", "Z");
        Write("note.txt", "no policy");
        _folder.CreateSubdirectory("c.yaml");

        var files = PolicyFiles.Load(_folder.FullName);

        Assert.Empty(files.Problems);
        Assert.Equal(["Z", "a", "b"], files.Files.Select(file => file.Text));
        Assert.Equal(Path.Combine(_folder.FullName, "Z.yaml"), files.Files[0].Name);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void Texts_with_a_byte_order_mark_are_read(string encoding, bool mark)
    {
        var encoder = Encoding.GetEncoding(encoding);
        File.WriteAllBytes(PathOf("p.yaml"), [.. mark ? encoder.GetPreamble() : [], .. encoder.GetBytes("owner: ä€😀")]);

        Assert.Equal("owner: ä€😀", Assert.Single(PolicyFiles.Load(PathOf("p.yaml")).Files).Text);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_with_their_place()
    {
        File.WriteAllBytes(PathOf("p.yaml"), [.. "services:\n  caf"u8, 0xE9, .. ": 1"u8]);

        Assert.Equal($"{PathOf("p.yaml")}:2:6: the bytes here are not UTF-8; save the file as UTF-8", Problem(PathOf("p.yaml")));
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Assert.Equal($"{PathOf("gone.yaml")}:1:1: there is no such file or folder; the setting ERRORBUDGET_POLICY names it", Problem(PathOf("gone.yaml")));

    [Fact]
    public void An_empty_folder_is_refused() =>
        Assert.Equal($"{_folder.FullName}:1:1: the folder holds no *.yaml or *.yml file", Problem(_folder.FullName));

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        using (var file = File.Create(PathOf("large.yaml"))) file.SetLength(16_000_001);

        Assert.Equal($"{PathOf("large.yaml")}:1:1: the file is larger than 16 MB", Problem(PathOf("large.yaml")));
    }

    [Fact]
    public void Files_that_are_too_large_together_are_refused()
    {
        for (var i = 0; i < 5; i++)
        {
            using var file = File.Create(PathOf($"{i}.yaml"));
            file.SetLength(15_000_000);
        }

        Assert.Equal($"{PathOf("4.yaml")}:1:1: the policy files together are larger than 64 MB", Problem(_folder.FullName));
    }

    [Fact]
    public void What_cannot_be_loaded_is_not_read_as_a_policy()
    {
        Write("good.yaml", PolicyTexts.Service());
        File.WriteAllBytes(PathOf("wrong.yaml"), [0xFF]);

        var reading = PolicyFiles.Load(_folder.FullName).Read(_ => null);

        Assert.Null(reading.Policy);
        Assert.Equal(PathOf("wrong.yaml"), Assert.Single(reading.Problems).File);
    }

    private static string Problem(string path) => Assert.Single(PolicyFiles.Load(path).Problems).ToString();

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
