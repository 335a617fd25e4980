using System;
using System.Globalization;
using System.Net.Http;
using System.Threading.Tasks;

public class Jobs
{
    private const string Address = "https://{0}-run.googleapis.com/v2/jobs";
    private const string Hint = "See https://{0}-compute.googleapis.com by hand";

    public static async Task Main(string[] given)
    {
        var client = new HttpClient();
        await client.GetAsync(string.Format(CultureInfo.InvariantCulture, Address, given[0]));
        Console.WriteLine(string.Format(Hint, given[0]));
    }
}
