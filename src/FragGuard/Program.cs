Console.WriteLine("fragguard");
