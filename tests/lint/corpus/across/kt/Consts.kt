object Consts { const val VERSION = "1.5"; const val FAMILY = "gemini-1.5" }
