client = boto3.client('bedrock-runtime')
MODEL = 'claude-opus-4-5'
DATED = 'claude-haiku-4-5-20251001'
FLOATING = 'claude-3-5-haiku-latest'
