export default function Start() {
  return <main className="p-6">Slipway</main>;
}
